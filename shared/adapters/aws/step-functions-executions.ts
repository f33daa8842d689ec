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
  /** When it ended; `undefined` while it runs. */
  readonly stoppedAt: Date | undefined;
  /** JSON. */
  readonly input: string;
  /** JSON; only for an execution that succeeded. */
  readonly output: string | undefined;
  /** The name of the error that made it fail. */
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/** An execution that has not ended. */
export interface RunningExecution {
  readonly arn: string;
  readonly startedAt: Date;
  /** The cloud in its input, if any. */
  readonly cloud: string | undefined;
}

/** An execution that waits for its redrive counts as running, too. */
const RUNNING: ReadonlySet<ExecutionStatus> = new Set(['RUNNING', 'PENDING_REDRIVE']);

function cloudOf(input: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(input);
    if (typeof parsed !== 'object' || parsed === null || !('cloud' in parsed)) return undefined;
    return typeof parsed.cloud === 'string' ? parsed.cloud : undefined;
  } catch {
    // An execution that is started by hand may get any input.
    return undefined;
  }
}

/**
 * Executions in Step Functions. Failures throw what the SDK throws.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 */
export function stepFunctionsExecutions(client: SFNClient) {
  /** `undefined` if no execution has that ARN: Step Functions deletes executions 90 days after their end. */
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
      return execution !== undefined && RUNNING.has(execution.status);
    },
    /** Starts an execution under a name that Step Functions chooses, and returns its ARN. */
    start: async (machineArn: string, input: unknown): Promise<string> => {
      const command = new StartExecutionCommand({ stateMachineArn: machineArn, input: JSON.stringify(input) });
      const { executionArn = '' } = await client.send(command);
      return executionArn;
    },
    /** The running executions of a state machine, newest first. */
    running: async (machineArn: string): Promise<readonly RunningExecution[]> => {
      const running: RunningExecution[] = [];
      const input = { stateMachineArn: machineArn, statusFilter: 'RUNNING' as const };
      for await (const { executions = [] } of paginateListExecutions({ client }, input)) {
        for (const { executionArn: arn = '', startDate: startedAt = new Date(0) } of executions) {
          const execution = await describe(arn);
          // It may have ended since it was listed.
          if (execution !== undefined && RUNNING.has(execution.status)) {
            running.push({ arn, startedAt, cloud: cloudOf(execution.input) });
          }
        }
      }
      return running;
    },
  };
}
