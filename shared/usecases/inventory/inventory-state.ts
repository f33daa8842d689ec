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

/** The input of an execution of the inventory state machine. */
export const INVENTORY_INPUT = z.strictObject({
  ...RUN_INPUT,
  /** Whether to try again what earlier runs gave up. */
  retry: z.optional(z.boolean()),
});
export type InventoryInput = z.infer<typeof INVENTORY_INPUT>;

/** What a step of an inventory run needs from outside. */
export interface InventoryDependencies extends RunDependencies {
  readonly listing: LibraryListing;
  readonly rules: SelectionRules;
  /** Aborts this cloud's multipart uploads under `pipeline/` that were begun before a moment; returns their number. */
  abortStaleUploads(begunBefore: Date): Promise<number>;
  /** Publishes metrics and, if configured, mails the report. */
  publish(report: CompletenessReport): Promise<void>;
}

/**
 * The phases of a run, in their order: compare the bucket with what earlier runs found there, list the library, read the
 * journal, compare shard by shard, wait until the queued jobs are done, read what the journal records about them, write
 * the rows, write the report.
 */
export type InventoryPhase =
  | 'marks'
  | 'list'
  | 'journal'
  | 'compare'
  | 'drain'
  | 'journal-again'
  | 'conclude'
  | 'finish';

/** What an inventory run hands from step to step. Times are ISO 8601. */
export interface InventoryState extends RunState<InventoryPhase> {
  /** Counted while comparing, and calls beside the listings. */
  readonly counts: RunTally;
  /** When the newest finished run was started. */
  readonly previous?: string;
  readonly uploadsAborted: number;
  readonly listedUntil?: string;
  /** When the journal had been read to its end for comparing. */
  readonly comparedFrom?: string;
  /** Whether the jobs of the shard being compared have been sent. */
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

/** The figures beside each step, for watchers. */
export function tallyProgress(reached: InventoryState) {
  return { tally: JSON.stringify(tallyOf(reached)) };
}
