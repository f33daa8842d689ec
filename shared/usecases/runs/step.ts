/** The execution of a state machine that a step belongs to. */
export interface RunExecution {
  readonly arn: string;
  /** When it was started, ISO 8601 with milliseconds: it names the run. */
  readonly startedAt: string;
}

/** What a state machine hands to a function at each step. */
export interface StepEvent<Input, State> {
  readonly execution: RunExecution;
  readonly input: Input;
  /** What the step before has returned; absent at the first one. */
  readonly state?: State;
  /** How often this very step has failed before: 0 at the first attempt. */
  readonly retries: number;
}

/** What a step returns: at most 256 KB, as everything that goes through a state machine. */
export type StepResult<State, Outcome> =
  | { readonly next: 'continue'; readonly state: State }
  /** `until` is ISO 8601; `because` is for whoever looks at the execution. */
  | { readonly next: 'wait'; readonly until: string; readonly because: string; readonly state: State }
  | { readonly next: 'done'; readonly outcome: Outcome };
