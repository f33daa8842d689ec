import { runKey } from '#shared/domain/bucket/bucket-layout.ts';
import type { BucketReader } from '../bucket-reader.ts';
import type { Executions } from '../runs/run-dependencies.ts';
import type { RunDocuments } from '../runs/run-documents.ts';
import { runNameOf } from './find-run.ts';
import { readDocument } from './read-document.ts';

/** The state of a run. `interrupted`: its execution has ended, and it has not finished. */
export type RunStatus = 'finished' | 'running' | 'interrupted';

/** A run that has ended, or one in progress. */
export interface PastRun<Started, Result> {
  /** `inventory` or `verify`. */
  readonly kind: string;
  readonly cloud: string;
  /** The moment of its start, which is the name of its folder. */
  readonly name: string;
  readonly status: RunStatus;
  readonly started: Started | undefined;
  /** The last document of the run; absent unless it has finished. */
  readonly result: Result | undefined;
}

/** Everything that reading the runs of a cloud needs from outside. */
export interface RunsDependencies {
  readonly reader: BucketReader;
  readonly executions: Executions;
  readonly signal: AbortSignal;
}

async function statusOf(
  started: { readonly execution: string } | undefined,
  result: unknown,
  executions: Executions,
): Promise<RunStatus> {
  if (result !== undefined) return 'finished';
  return started !== undefined && (await executions.isRunning(started.execution)) ? 'running' : 'interrupted';
}

/** Reads the runs of a cloud, newest first, each when the caller asks for it. */
export async function* runsOf<Started extends { readonly execution: string }, Result>(
  kind: RunDocuments<Started, Result>,
  cloud: string,
  { reader, executions, signal }: RunsDependencies,
): AsyncGenerator<PastRun<Started, Result>, void> {
  const parent = kind.folder(cloud);
  for (const name of (await reader.folders(parent, { signal })).map(runNameOf).toReversed()) {
    const started = await readDocument(reader, runKey(parent, name, 'started.json'), kind.started, signal);
    const result = await readDocument(reader, runKey(parent, name, kind.lastDocument), kind.result, signal);
    // A folder with neither is not a run.
    if (started === undefined && result === undefined) continue;
    yield { kind: kind.name, cloud, name, status: await statusOf(started, result, executions), started, result };
  }
}

/** The newest runs of a cloud. */
export interface NewestRuns<Run> {
  /** At most as many as the caller asked for, newest first. */
  readonly runs: readonly Run[];
  /** The newest run that has finished, among these or before them. */
  readonly finished: Run | undefined;
}

/** Takes the newest of the runs that {@link runsOf} reads. */
export async function newestRuns<Run extends { readonly status: RunStatus }>(
  all: AsyncIterable<Run>,
  most: number,
): Promise<NewestRuns<Run>> {
  const runs: Run[] = [];
  let finished: Run | undefined;
  for await (const run of all) {
    if (runs.length < most) runs.push(run);
    if (finished === undefined && run.status === 'finished') finished = run;
    if (runs.length >= most && finished !== undefined) break;
  }
  return { runs, finished };
}
