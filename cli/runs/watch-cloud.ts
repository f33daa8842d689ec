import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { awsFailureText } from '#shared/adapters/aws/aws-failure-text.ts';
import { parseDocument } from '#shared/usecases/progress/read-document.ts';
import { type WatchEnd, watchRun } from '#shared/usecases/progress/watch-run.ts';
import type { OperatorConsole } from '../console/operator-console.ts';
import { progressReader } from './progress-reader.ts';
import type { RunProgress, RunReport, RunView } from './run-view.ts';
import type { StackRuns } from './stack-runs.ts';

/** How often a log or a script gets progress that has not changed, in milliseconds. */
const SELDOM_MS = 30_000;

/**
 * Returns a function that reports the progress of a run of a cloud: on a terminal in a line that it replaces, in a log
 * in a line every half minute, for scripts in a JSON object with each change.
 */
export function progressReporter(
  console: OperatorConsole,
  { command, cloud, json }: { readonly command: string; readonly cloud: string; readonly json: boolean },
) {
  let reported = '';
  let reportedAt = Number.NEGATIVE_INFINITY;
  return ({ parts: [first = '', ...rest], document }: RunProgress, now: Date): void => {
    const parts = [`${cloud}: ${first}`, ...rest];
    console.progress(parts);
    const text = parts.join(', ');
    const isDue = now.getTime() - reportedAt >= SELDOM_MS;
    if (!(isDue || (json && text !== reported))) return;
    if (json) console.jsonLine({ type: 'progress', command, cloud, ...document });
    else if (!console.isTerminal) console.note(text);
    reported = text;
    reportedAt = now.getTime();
  };
}

/** The run of a cloud that the command started or found. */
export interface CloudRun {
  readonly cloud: string;
  readonly execution: string;
}

/** Why the run of a cloud was not started. */
export interface NotStarted {
  readonly ended: 'not-started';
  readonly cloud: string;
  readonly error: string;
}

/** How watching the run of a cloud ended. */
export type RunResult =
  | NotStarted
  | (CloudRun &
      (
        | { readonly ended: 'finished'; readonly report: RunReport }
        | { readonly ended: 'failed'; readonly error: string }
        /** The command did not wait for the end of the run: `--detach`, or Ctrl-C. */
        | { readonly ended: 'detached' | 'interrupted' }
      ));

/** The name of an execution: the last part of its ARN. */
export function executionName(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

const causeSchema = z.object({ errorMessage: z.string() });

const STATUSES: Readonly<Record<string, string>> = {
  ABORTED: 'it was stopped',
  TIMED_OUT: 'it ran out of time',
  UNKNOWN: 'Step Functions no longer has it',
};

/** Why a run failed, and where to look. Only the message of a function's error: the log has the trace. */
export function failureText({ status, error, cause, execution }: Extract<WatchEnd, { ended: 'failed' }>): string {
  const message = parseDocument(causeSchema, cause)?.errorMessage ?? cause;
  const reasons = [STATUSES[status], error, message].filter((text) => text !== undefined && text !== '');
  return `${reasons.length === 0 ? status : reasons.join(': ')}. You can run the command again: nothing is copied twice. For the log, open this execution in Step Functions: ${execution}`;
}

/** Watches the run of a cloud to its end, and reads its report. */
export async function watchCloud(
  view: RunView,
  run: CloudRun,
  json: boolean,
  runs: StackRuns,
  console: OperatorConsole,
): Promise<RunResult> {
  const { cloud } = run;
  const report = progressReporter(console, { command: view.command, cloud, json });
  const progressOf = progressReader(view, cloud, runs);
  const end = await watchRun(
    { kind: view.kind, ...run },
    {
      executions: runs.executions,
      reader: runs.reader,
      signal: runs.signal,
      reportProgress: async (name) => {
        const now = new Date();
        report(await progressOf(name, now), now);
      },
      onYield: (older) =>
        console.note(`An older ${view.noun} of ${cloud} is in progress. Watching that one: ${executionName(older)}`),
      onFailure: (error) => console.note(`Could not read the progress; trying again. ${awsFailureText(error)}`),
      pause: (milliseconds) => sleep(milliseconds, undefined, { signal: runs.signal }).catch(() => {}),
      now: () => new Date(),
    },
  );
  const { ended, execution } = end;
  if (ended === 'interrupted') return { ended, cloud, execution };
  if (ended === 'failed') return { ended, cloud, execution, error: failureText(end) };
  const found = end.name === undefined ? undefined : await view.report(cloud, end.name, runs);
  if (found !== undefined) return { ended, cloud, execution, report: found };
  const error = `the run has ended, but the bucket has no report of it that this version can read. For the log, open this execution in Step Functions: ${execution}`;
  return { ended: 'failed', cloud, execution, error };
}
