import { setTimeout as sleep } from 'node:timers/promises';
import { awsFailureText } from '../../shared/adapters/aws/aws-failure-text.ts';
import { watchRun } from '../../shared/usecases/progress/watch-run.ts';
import type { CommandContext } from '../command-context.ts';
import { executionName } from './execution-name.ts';
import { failureText } from './failure-text.ts';
import { ProgressTeller } from './progress-teller.ts';
import type { RunResult } from './run-result.ts';
import type { RunWork } from './run-work.ts';
import type { StackRuns } from './stack-runs.ts';

/** Watches the run of a cloud to its end, and reads what it has found. */
export async function watchCloud<Report>(
  work: RunWork<Report>,
  { cloud, execution, json }: { readonly cloud: string; readonly execution: string; readonly json: boolean },
  { executions, reader }: StackRuns,
  { console, signal }: CommandContext,
): Promise<RunResult<Report>> {
  const teller = new ProgressTeller(console, json);
  const gauge = work.gauge(cloud);
  const end = await watchRun(
    { kind: work.kind, cloud, execution },
    {
      executions,
      reader,
      signal,
      look: async (name) => {
        const now = new Date();
        const { line, document } = await gauge(name, now);
        teller.tell(line, { command: work.command, cloud, ...document }, now);
      },
      onYield: (older) =>
        console.note(`An older run of ${cloud} is going on, ${executionName(older)}: watching that one.`),
      onFailure: (error) => console.note(`Could not look, trying again: ${awsFailureText(error)}`),
      pause: (milliseconds) => sleep(milliseconds, undefined, { signal }).catch(() => {}),
      now: () => new Date(),
    },
  );
  if (end.ended === 'interrupted') return { ...end, cloud };
  if (end.ended === 'failed') return { ended: 'failed', cloud, execution: end.execution, error: failureText(end) };
  const report = end.name === undefined ? undefined : await work.report(cloud, end.name);
  if (report !== undefined) return { ended: 'finished', cloud, execution: end.execution, report };
  const error = `It has ended, but the bucket has no report of it that this version can read. Look at the execution ${end.execution}.`;
  return { ended: 'failed', cloud, execution: end.execution, error };
}
