import type { RunExecutions } from './run-executions.ts';

/** An execution that goes on. */
export interface RunningExecution {
  readonly arn: string;
  readonly startedAt: Date;
}

/**
 * The execution of a machine that works on a cloud, `undefined` where none does. Of two, the older one: the other will
 * yield to it.
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
