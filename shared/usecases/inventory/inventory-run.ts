import type { SelectionRules } from '../../domain/asset/selection-rules.ts';
import { inventoryFolder } from '../../domain/bucket/bucket-layout.ts';
import { PipelineError } from '../../domain/errors.ts';
import {
  type CompletenessReport,
  type Manifest,
  manifestSchema,
  type RunReason,
} from '../../domain/inventory/inventory-documents.ts';
import type { RunDependencies } from '../runs/run-dependencies.ts';
import { type RunFolder, readRunDocument } from '../runs/run-file.ts';
import type { RunExecution } from '../runs/step.ts';
import type { InventoryState } from './inventory-state.ts';
import type { LibraryListing } from './library-listing.ts';

/** What an execution of the inventory is started with. */
export interface InventoryInput {
  readonly cloud: string;
  readonly reason: RunReason;
  /** Try again what earlier runs have given up, too. */
  readonly retry?: boolean;
}

/** What other functions found before the run; absent where they failed. */
export interface InventoryChecks {
  readonly bucketViolations?: number;
  readonly triggersRepaired?: number;
}

/** How an execution ended. */
export type InventoryOutcome =
  | { readonly ended: 'finished'; readonly report: CompletenessReport }
  /** An older run of the same cloud is still going on. */
  | { readonly ended: 'yielded'; readonly to: string; readonly execution: string };

/** What a step of an inventory needs from outside. */
export interface InventoryDependencies extends RunDependencies {
  readonly listing: LibraryListing;
  readonly rules: SelectionRules;
  /** Aborts multipart uploads under `pipeline/` of this cloud that were begun before a moment; how many there were. */
  abortStaleUploads(begunBefore: Date): Promise<number>;
  /** Publishes metrics and, where configured, mails. */
  publish(report: CompletenessReport): Promise<void>;
}

/** One invocation of a run: what it works with. */
export interface InventoryRun {
  readonly cloud: string;
  readonly input: InventoryInput;
  readonly folder: RunFolder;
  readonly on: InventoryDependencies;
  /** Whether an earlier attempt at this very step has broken off. */
  readonly retrying: boolean;
  /** The finished run before this one. */
  previous(state: InventoryState): Promise<Manifest | undefined>;
}

/** What a phase comes to: where the run is now, and what it has to wait for. */
export interface Progress {
  readonly state: InventoryState;
  readonly wait?: { readonly until: string; readonly because: string };
}

/** The manifest of a finished run. */
export async function readManifest(folder: RunFolder): Promise<Manifest> {
  const document = manifestSchema.safeParse(await readRunDocument(folder, 'manifest.json'));
  if (document.success) return document.data;
  throw new PipelineError('storage-failed', `The manifest of the run ${folder.startedAt} is missing or unreadable.`);
}

export function inventoryRun(
  input: InventoryInput,
  execution: RunExecution,
  on: InventoryDependencies,
  retrying: boolean,
): InventoryRun {
  const { store, writtenBy, signal } = on;
  const { startedAt } = execution;
  const folder = { folder: inventoryFolder(input.cloud), startedAt, store, writtenBy, signal };
  let manifest: Promise<Manifest> | undefined;
  return {
    cloud: input.cloud,
    input,
    folder,
    on,
    retrying,
    previous: async ({ previous }) => {
      if (previous === undefined) return undefined;
      manifest ??= readManifest({ ...folder, startedAt: previous });
      return manifest;
    },
  };
}
