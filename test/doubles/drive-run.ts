import type {
  RunExecution,
  RunInput,
  RunKind,
  RunOutcome,
  RunState,
  StartedDocument,
  StepResult,
} from '../../shared/usecases/runs/run.ts';
import type { RunDependencies } from '../../shared/usecases/runs/run-dependencies.ts';
import { runStep } from '../../shared/usecases/runs/run-step.ts';

/** How an execution is driven. */
export interface Drive<Input, On, State> {
  readonly execution: RunExecution;
  readonly input: Input;
  /** What the next step, counted from 1, gets from outside. */
  on(step: number): On;
  /** What happens until the end of a wait. */
  wait(until: string): Promise<void>;
  /** Told of each state that is handed on. */
  handedOn?(state: State): void;
  /** Told of each step that failed, and how often it has by then; throws where it should not be tried again. */
  failed(error: unknown, retries: number): void;
}

/** Drives an execution to its end, as the state machine does: failed steps are tried again. */
export async function driveRun<
  Input extends RunInput,
  Started extends StartedDocument,
  On extends RunDependencies,
  State extends RunState,
  Report,
>(
  kind: RunKind<Input, Started, On, State, Report>,
  { execution, input, on, wait, handedOn, failed }: Drive<Input, On, State>,
): Promise<{ readonly outcome: RunOutcome<Report>; readonly steps: number }> {
  let state: State | undefined;
  let retries = 0;
  for (let steps = 1; ; steps += 1) {
    let result: StepResult<State, Report>;
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
    state = JSON.parse(JSON.stringify(result.state)) as State;
    handedOn?.(state);
    if (result.next === 'wait') await wait(result.until);
  }
}
