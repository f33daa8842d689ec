import type { Executions } from '../runs/run-dependencies.ts';

/** An execution of a state machine, as whoever watches it needs to know it. */
export interface WatchedExecution {
  /** As Step Functions has it: `RUNNING`, `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`, `PENDING_REDRIVE`. */
  readonly status: string;
  readonly startedAt: Date;
  /** JSON; of one that has succeeded only. */
  readonly output: string | undefined;
  /** Why it failed. */
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/** Executions as an operator starts and watches them. */
export interface RunExecutions extends Executions {
  /** Starts one, and gives its ARN. */
  start(machineArn: string, input: unknown): Promise<string>;
  /** Those that run; `cloud` is that of their input. */
  running(
    machineArn: string,
  ): Promise<readonly { readonly arn: string; readonly startedAt: Date; readonly cloud: string | undefined }[]>;
  /** `undefined` where there is none of that ARN any more. */
  describe(arn: string): Promise<WatchedExecution | undefined>;
}
