import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  paginateListExecutions,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';

/** An execution of a state machine, as Step Functions describes it. */
export interface ExecutionDescription {
  readonly status: ExecutionStatus;
  readonly startedAt: Date;
  /** Absent while it runs. */
  readonly stoppedAt: Date | undefined;
  /** JSON. */
  readonly input: string;
  /** JSON; of an execution that succeeded. */
  readonly output: string | undefined;
  /** The name of what made it fail. */
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/** An execution that has not ended. */
export interface RunningExecution {
  readonly arn: string;
  readonly startedAt: Date;
  /** That of its input; `undefined` where the input has none. */
  readonly cloud: string | undefined;
}

/** One that waits to be redriven goes on, too. */
const UNDER_WAY: ReadonlySet<ExecutionStatus> = new Set(['RUNNING', 'PENDING_REDRIVE']);

function cloudOf(input: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(input);
    if (typeof parsed !== 'object' || parsed === null || !('cloud' in parsed)) return undefined;
    return typeof parsed.cloud === 'string' ? parsed.cloud : undefined;
  } catch {
    // Whoever starts an execution by hand may hand it anything.
    return undefined;
  }
}

/**
 * Executions in Step Functions. What fails throws as the SDK does.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 */
export function stepFunctionsExecutions(client: SFNClient) {
  /** `undefined` where there is none of that ARN: Step Functions forgets 90 days after the end. */
  const describe = async (arn: string): Promise<ExecutionDescription | undefined> => {
    try {
      const execution = await client.send(new DescribeExecutionCommand({ executionArn: arn }));
      const { status = 'RUNNING', startDate = new Date(0), input = '{}' } = execution;
      const { stopDate: stoppedAt, output, error, cause } = execution;
      return { status, startedAt: startDate, stoppedAt, input, output, error, cause };
    } catch (failure) {
      if (failure instanceof ExecutionDoesNotExist) return undefined;
      throw failure;
    }
  };
  return {
    describe,
    isRunning: async (arn: string): Promise<boolean> => {
      const execution = await describe(arn);
      return execution !== undefined && UNDER_WAY.has(execution.status);
    },
    /** Starts an execution, under a name that Step Functions gives it; its ARN. */
    start: async (machineArn: string, input: unknown): Promise<string> => {
      const command = new StartExecutionCommand({ stateMachineArn: machineArn, input: JSON.stringify(input) });
      const { executionArn = '' } = await client.send(command);
      return executionArn;
    },
    /** The executions of a state machine that run, the newest first. */
    running: async (machineArn: string): Promise<readonly RunningExecution[]> => {
      const running: RunningExecution[] = [];
      const input = { stateMachineArn: machineArn, statusFilter: 'RUNNING' as const };
      for await (const { executions = [] } of paginateListExecutions({ client }, input)) {
        for (const { executionArn: arn = '', startDate: startedAt = new Date(0) } of executions) {
          const execution = await describe(arn);
          // It may have ended meanwhile; then it does not run.
          if (execution !== undefined && UNDER_WAY.has(execution.status)) {
            running.push({ arn, startedAt, cloud: cloudOf(execution.input) });
          }
        }
      }
      return running;
    },
  };
}
