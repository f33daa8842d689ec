/** Executions of a state machine. */
export interface Executions {
  /** Whether an execution still runs; false where there is none of that ARN any more. */
  isRunning(arn: string): Promise<boolean>;
}
