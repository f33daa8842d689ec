import type { Executions } from '../runs/run-dependencies.ts';

/** The state of an execution, for the command that watches it. */
export interface WatchedExecution {
  /** The status in Step Functions: `RUNNING`, `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`, `PENDING_REDRIVE`. */
  readonly status: string;
  readonly startedAt: Date;
  /** JSON; absent unless the execution has succeeded. */
  readonly output: string | undefined;
  /** The name of the error that it failed with. */
  readonly error: string | undefined;
  /** The details of that error. */
  readonly cause: string | undefined;
}

/** What an operator does with executions: starting and watching them. */
export interface RunExecutions extends Executions {
  /** Starts an execution, and returns its ARN. */
  start(machineArn: string, input: unknown): Promise<string>;
  /** Lists the executions in progress; `cloud` comes from their input. */
  running(
    machineArn: string,
  ): Promise<readonly { readonly arn: string; readonly startedAt: Date; readonly cloud: string | undefined }[]>;
  /** Describes an execution; `undefined` if Step Functions no longer has it. */
  describe(arn: string): Promise<WatchedExecution | undefined>;
}
