import type { RunExecutions } from './run-executions.ts';

/** An execution in progress. */
export interface RunningExecution {
  readonly arn: string;
  readonly startedAt: Date;
}

/**
 * Finds the execution of a machine that is running for a cloud; `undefined` if there is none. If there are two, the older
 * one: the other will yield to it.
 */
export async function runningExecution(
  executions: Pick<RunExecutions, 'running'>,
  machineArn: string,
  cloud: string,
): Promise<RunningExecution | undefined> {
  const ofCloud = (await executions.running(machineArn)).filter((execution) => execution.cloud === cloud);
  const oldest = Math.min(...ofCloud.map(({ startedAt }) => startedAt.getTime()));
  return ofCloud.find(({ startedAt }) => startedAt.getTime() === oldest);
}
