import { inventoryFolder } from '../../domain/bucket-layout.ts';
import { PipelineError } from '../../domain/errors.ts';
import { type Manifest, manifestSchema } from '../../domain/inventory/inventory-documents.ts';
import { type RunFolder, readRunDocument } from '../runs/run-file.ts';
import type { RunExecution } from '../runs/step.ts';
import type { InventoryState } from './inventory-state.ts';
import type { InventoryDependencies, InventoryInput } from './inventory-step.ts';

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
export const readManifest = async (folder: RunFolder): Promise<Manifest> => {
  const document = manifestSchema.safeParse(await readRunDocument(folder, 'manifest.json'));
  if (document.success) return document.data;
  throw new PipelineError('storage-failed', `The manifest of the run ${folder.startedAt} is missing or unreadable.`);
};

export const inventoryRun = (
  input: InventoryInput,
  execution: RunExecution,
  on: InventoryDependencies,
  retrying: boolean,
): InventoryRun => {
  const { store, writtenBy, signal } = on;
  const { startedAt } = execution;
  const folder = { folder: inventoryFolder(input.cloud), startedAt, store, writtenBy, signal };
  let manifest: Promise<Manifest> | undefined;
  return {
    ...{ cloud: input.cloud, input, folder, on, retrying },
    previous: async ({ previous }) => {
      if (previous === undefined) return undefined;
      manifest ??= readManifest({ ...folder, startedAt: previous });
      return manifest;
    },
  };
};
