import type { StepResult } from '../../shared/usecases/runs/step.ts';
import type { VerifyOutcome, VerifyState } from '../../shared/usecases/verify/verify-step.ts';

/** Each with its keys takes up to 5 KB of the 256 KB that may go through a state machine. */
const PROBLEMS = 20;

/**
 * The result with fewer problems in its report, so that it passes through the state machine; `report.json` has them all.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export function passable(result: StepResult<VerifyState, VerifyOutcome>): StepResult<VerifyState, VerifyOutcome> {
  if (result.next !== 'done' || result.outcome.ended !== 'finished') return result;
  const { report } = result.outcome;
  const problems = report.problems.slice(0, PROBLEMS);
  return { ...result, outcome: { ...result.outcome, report: { ...report, problems } } };
}
