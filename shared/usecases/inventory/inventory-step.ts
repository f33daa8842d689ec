import type { CompletenessReport, RunReason } from '../../domain/inventory/inventory-documents.ts';
import type { SelectionRules } from '../../domain/selection-rules.ts';
import type { RunDependencies } from '../runs/run-dependencies.ts';
import type { StepEvent, StepResult } from '../runs/step.ts';
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

/** What an inventory run hands from step to step. */
export interface InventoryState {
  readonly v: 1;
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

/** One step of an inventory run. */
export const inventoryStep = async (
  _event: StepEvent<InventoryInput, InventoryState> & { readonly checks?: InventoryChecks },
  _dependencies: InventoryDependencies,
): Promise<StepResult<InventoryState, InventoryOutcome>> => {
  throw new Error('not yet');
};
