import type * as z from 'zod/mini';
import { runKey } from '../../domain/bucket/bucket-layout.ts';
import {
  type Manifest,
  manifestSchema,
  type RunStarted,
  startedSchema,
} from '../../domain/inventory/inventory-documents.ts';
import {
  type VerifyReport,
  type VerifyStarted,
  verifyReportSchema,
  verifyStartedSchema,
} from '../../domain/verify/verify-documents.ts';
import type { BucketReader } from '../bucket-reader.ts';
import type { Executions } from '../runs/executions.ts';
import { runNameOf } from './find-run.ts';
import { readDocument } from './read-document.ts';
import { LAST_FILE, type RunKind, runsFolder } from './run-kind.ts';

/** `interrupted`: it has not finished, and its execution has ended. */
export type RunStatus = 'finished' | 'running' | 'interrupted';

/** A run of the past, or one that goes on. */
export interface PastRun<Started, Result> {
  readonly kind: RunKind;
  readonly cloud: string;
  /** The moment of its start, as its folder is called. */
  readonly name: string;
  readonly status: RunStatus;
  readonly started: Started | undefined;
  /** What it came to; absent unless it has finished. */
  readonly result: Result | undefined;
}

/** An inventory run; its result is its manifest. */
export type InventoryRun = PastRun<RunStarted, Manifest>;
/** A verify run; its result is its report. */
export type VerifyRun = PastRun<VerifyStarted, VerifyReport>;

/** What reading the runs of a cloud needs. */
export interface RunHistory {
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

async function* pastRuns<Started extends { readonly execution: string }, Result>(
  kind: RunKind,
  cloud: string,
  schemas: { readonly started: z.ZodMiniType<Started>; readonly result: z.ZodMiniType<Result> },
  { reader, executions, signal }: RunHistory,
): AsyncGenerator<PastRun<Started, Result>, void> {
  const parent = runsFolder(kind, cloud);
  for (const name of (await reader.folders(parent, { signal })).map(runNameOf).toReversed()) {
    const started = await readDocument(reader, runKey(parent, name, 'started.json'), schemas.started, signal);
    const result = await readDocument(reader, runKey(parent, name, LAST_FILE[kind]), schemas.result, signal);
    // A folder with neither is no run.
    if (started === undefined && result === undefined) continue;
    yield { kind, cloud, name, status: await statusOf(started, result, executions), started, result };
  }
}

/** The inventory runs of a cloud, newest first; each is read when it is asked for. */
export function inventoryRunsOf(cloud: string, history: RunHistory): AsyncGenerator<InventoryRun, void> {
  return pastRuns('inventory', cloud, { started: startedSchema, result: manifestSchema }, history);
}

/** The verify runs of a cloud, newest first; each is read when it is asked for. */
export function verifyRunsOf(cloud: string, history: RunHistory): AsyncGenerator<VerifyRun, void> {
  return pastRuns('verify', cloud, { started: verifyStartedSchema, result: verifyReportSchema }, history);
}

/** The newest runs of a cloud. */
export interface NewestRuns<Run> {
  /** At most so many as were asked for, newest first. */
  readonly runs: readonly Run[];
  /** The newest that has finished, be it among these or before them. */
  readonly finished: Run | undefined;
}

/** Takes the newest of the runs that {@link inventoryRunsOf} or {@link verifyRunsOf} give. */
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
