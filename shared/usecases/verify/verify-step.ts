import type { RunReason } from '../../domain/inventory/inventory-documents.ts';
import type { VerifyReport } from '../../domain/verify/verify-documents.ts';
import type { RunDependencies } from '../runs/run-dependencies.ts';
import type { StepEvent, StepResult } from '../runs/step.ts';

/** What an execution of verify is started with. */
export interface VerifyInput {
  readonly cloud: string;
  readonly reason: RunReason;
  /** What part of the objects to read and hash: `n/t`, a percentage like `5%`, or bytes like `10GB`. */
  readonly readData?: string;
  /** Whether to fetch again what is missing or different; true where it is left out. */
  readonly mend?: boolean;
}

/** What a verify run hands from step to step. */
export interface VerifyState {
  readonly v: 1;
}

/** How an execution ended. */
export type VerifyOutcome =
  | { readonly ended: 'finished'; readonly report: VerifyReport }
  /** An older run of the same cloud is still going on. */
  | { readonly ended: 'yielded'; readonly to: string; readonly execution: string };

/** What a step of verify needs from outside. */
export interface VerifyDependencies extends RunDependencies {
  /** Publishes metrics and, where something is wrong, logs every problem. */
  publish(report: VerifyReport): Promise<void>;
}

/** One step of a verify run. */
export const verifyStep = async (
  _event: StepEvent<VerifyInput, VerifyState>,
  _dependencies: VerifyDependencies,
): Promise<StepResult<VerifyState, VerifyOutcome>> => {
  throw new Error('not yet');
};
