import type { RunExecution, RunKind, RunOutcome, RunTypes, StepResult } from '#shared/usecases/runs/run.ts';
import { runStep } from '#shared/usecases/runs/run-step.ts';

/** How an execution is driven. */
export interface Drive<Types extends RunTypes> {
  readonly execution: RunExecution;
  readonly input: Types['input'];
  /** The state that it starts from, for an execution that an operator redrives. */
  readonly from?: Types['state'] | undefined;
  /** What the next step, counted from 1, gets from outside. */
  on(step: number): Types['on'];
  /** What happens until the end of a wait. */
  wait(until: string): Promise<void>;
  /** Called with each state that is passed to the next step. */
  handedOn?(state: Types['state']): void;
  /** Called for each failed step, with how often it has failed; throws if it should not be tried again. */
  failed(error: unknown, retries: number): void;
}

/** Drives an execution to its end, as the state machine does: failed steps are tried again. */
export async function driveRun<Types extends RunTypes>(
  kind: RunKind<Types>,
  { execution, input, from, on, wait, handedOn, failed }: Drive<Types>,
): Promise<{ readonly outcome: RunOutcome<Types['report']>; readonly steps: number }> {
  let state = from;
  let retries = 0;
  for (let steps = 1; ; steps += 1) {
    let result: StepResult<Types['state'], Types['report']>;
    try {
      const event = { execution, input, retries, ...(state !== undefined && { state }) };
      result = await runStep({ kind, event, on: on(steps) });
      retries = 0;
    } catch (error) {
      retries += 1;
      failed(error, retries);
      continue;
    }
    if (result.next === 'done') return { outcome: result.outcome, steps };
    // As it passes through the state machine.
    state = JSON.parse(JSON.stringify(result.state)) as Types['state'];
    handedOn?.(state);
    if (result.next === 'wait') await wait(result.until);
  }
}
