import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { awsFailureText } from '#shared/adapters/aws/aws-failure-text.ts';
import { parseDocument } from '#shared/usecases/progress/read-document.ts';
import { type WatchEnd, watchRun } from '#shared/usecases/progress/watch-run.ts';
import type { OperatorConsole } from '../console/operator-console.ts';
import { type RunKind, type RunReport, runGauge } from './run-kinds.ts';
import type { StackRuns } from './stack-runs.ts';

/** How often a log, or a script, gets what has not changed, in milliseconds. */
const SELDOM_MS = 30_000;

/**
 * Reports how far a run is, in the way that suits the reader: a line that is replaced on a terminal, a line every half
 * minute in a log, a JSON object with each change for scripts.
 */
export function progressReporter(console: OperatorConsole, json: boolean) {
  let reported = '';
  let reportedAt = Number.NEGATIVE_INFINITY;
  /** @param document what scripts get */
  return (text: string, document: Readonly<Record<string, unknown>>, now: Date): void => {
    console.progress(text);
    const isDue = now.getTime() - reportedAt >= SELDOM_MS;
    if (!(isDue || (json && text !== reported))) return;
    if (json) console.jsonLine({ type: 'progress', ...document });
    else if (!console.isTerminal) console.note(text);
    reported = text;
    reportedAt = now.getTime();
  };
}

/** The run of a cloud, as the command that started or found it knows it. */
export interface CloudRun {
  readonly cloud: string;
  readonly execution: string;
}

/** What became of it. */
export type RunResult = CloudRun &
  (
    | { readonly ended: 'finished'; readonly report: RunReport }
    | { readonly ended: 'failed'; readonly error: string }
    /** Nobody waited for its end: by `--detach`, or after Ctrl-C. */
    | { readonly ended: 'detached' | 'interrupted' }
  );

/** An execution's own name, the last part of its ARN. */
export function executionName(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

const causeSchema = z.object({ errorMessage: z.string() });

const STATUSES: Readonly<Record<string, string>> = {
  ABORTED: 'somebody has stopped it',
  TIMED_OUT: 'it took longer than it may',
  GONE: 'Step Functions knows it no longer',
};

/** Why a run failed, and where to look. Of a function's error, its message alone: its trace is in the log. */
export function failureText({ status, error, cause, execution }: Extract<WatchEnd, { ended: 'failed' }>): string {
  const message = parseDocument(causeSchema, cause)?.errorMessage ?? cause;
  const reasons = [STATUSES[status], error, message].filter((text) => text !== undefined && text !== '');
  return `${reasons.length === 0 ? status : reasons.join(': ')}. Look at the execution ${execution} in Step Functions, which leads to the logs of its function. To run the command again is safe: nothing is copied twice.`;
}

/** Watches the run of a cloud to its end, and reads what it found. */
export async function watchCloud(
  kind: RunKind,
  run: CloudRun,
  json: boolean,
  runs: StackRuns,
  console: OperatorConsole,
): Promise<RunResult> {
  const { cloud } = run;
  const tell = progressReporter(console, json);
  const look = runGauge(kind, cloud, runs);
  const end = await watchRun(
    { kind: kind.kind, ...run },
    {
      executions: runs.executions,
      reader: runs.reader,
      signal: runs.signal,
      look: async (name) => {
        const now = new Date();
        const { line, document } = await look(name, now);
        tell(line, { command: kind.command, cloud, ...document }, now);
      },
      onYield: (older) =>
        console.note(`An older run of ${cloud} is going on, ${executionName(older)}: watching that one.`),
      onFailure: (error) => console.note(`Could not look, trying again: ${awsFailureText(error)}`),
      pause: (milliseconds) => sleep(milliseconds, undefined, { signal: runs.signal }).catch(() => {}),
      now: () => new Date(),
    },
  );
  const { ended, execution } = end;
  if (ended === 'interrupted') return { ended, cloud, execution };
  if (ended === 'failed') return { ended, cloud, execution, error: failureText(end) };
  const report = end.name === undefined ? undefined : await kind.report(cloud, end.name, runs);
  if (report !== undefined) return { ended, cloud, execution, report };
  const error = `It has ended, but the bucket has no report of it that this version can read. Look at the execution ${execution}.`;
  return { ended: 'failed', cloud, execution, error };
}
