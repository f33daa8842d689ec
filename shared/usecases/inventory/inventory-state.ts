import * as z from 'zod/mini';
import type { SelectionRules } from '#shared/domain/asset/selection-rules.ts';
import {
  type CompletenessReport,
  NO_TALLY,
  type RunStarted,
  type RunTally,
} from '#shared/domain/inventory/inventory-documents.ts';
import { addCounts } from '#shared/domain/runs/counts.ts';
import type { PhaseResult, Run, RunState } from '../runs/run.ts';
import type { RunDependencies } from '../runs/run-dependencies.ts';
import { RUN_INPUT } from '../runs/step-event.ts';
import type { LibraryListing } from './library-listing.ts';

/** What an execution of the inventory may be started with. */
export const INVENTORY_INPUT = z.strictObject({
  ...RUN_INPUT,
  /** Try again what earlier runs have given up, too. */
  retry: z.optional(z.boolean()),
});
export type InventoryInput = z.infer<typeof INVENTORY_INPUT>;

/** What a step of an inventory needs from outside. */
export interface InventoryDependencies extends RunDependencies {
  readonly listing: LibraryListing;
  readonly rules: SelectionRules;
  /** Aborts multipart uploads under `pipeline/` of this cloud that were begun before a moment; how many there were. */
  abortStaleUploads(begunBefore: Date): Promise<number>;
  /** Publishes metrics and, where configured, mails. */
  publish(report: CompletenessReport): Promise<void>;
}

/**
 * The phases of a run, in their order: list the library, read the journal, compare shard by shard, wait until what was
 * missing is copied, read what the journal says of that, write the rows, write the report.
 */
export type InventoryPhase = 'list' | 'journal' | 'compare' | 'drain' | 'journal-again' | 'settle' | 'finish';

/** What an inventory run hands from step to step. Times are ISO 8601. */
export interface InventoryState extends RunState<InventoryPhase> {
  /** Counted while comparing, and calls beside the listings. */
  readonly counts: RunTally;
  /** When the newest finished run was started. */
  readonly previous?: string;
  readonly uploadsAborted: number;
  readonly listedUntil?: string;
  /** When the journal had been read for comparing. */
  readonly comparedFrom?: string;
  /** Whether the jobs of the shard that is being compared are sent already. */
  readonly sent?: boolean;
}

/** The types of an inventory. */
export interface InventoryTypes {
  readonly input: InventoryInput;
  readonly started: RunStarted;
  readonly on: InventoryDependencies;
  readonly state: InventoryState;
  readonly report: CompletenessReport;
}

/** One invocation of an inventory run. */
export type InventoryRun = Run<InventoryTypes>;
/** What a phase of an inventory returns. */
export type InventoryResult = PhaseResult<InventoryState, CompletenessReport>;

/** Everything that a run has counted so far. */
export function tallyOf({ spools, counts }: Pick<InventoryState, 'spools' | 'counts'>): RunTally {
  const spooled = [spools._listed, spools._journal].map((spool) => spool?.counts ?? {});
  return [...spooled, counts].reduce<RunTally>(addCounts, NO_TALLY);
}

/** What those who watch an inventory read beside each step. */
export function tallyProgress(reached: InventoryState) {
  return { tally: JSON.stringify(tallyOf(reached)) };
}
