import pMap from 'p-map';
import { PipelineError } from '#shared/domain/errors.ts';
import type { Job } from '#shared/domain/jobs/job.ts';
import { jobOf } from '#shared/domain/jobs/queue-message.ts';
import { type RetryPolicy, retryDelaySeconds } from '#shared/domain/jobs/retry-delay.ts';
import type { Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import type { Lane } from '../lane.ts';
import type { ObjectStore } from '../object-store.ts';
import { workOnJob } from './work-on-job.ts';
import type { WorkerCloud } from './worker-context.ts';
import { writeJournal } from './write-journal.ts';

/** A message as it was received. */
export interface ReceivedMessage {
  readonly id: string;
  readonly body: string;
  /** 1 for the first time. */
  readonly receiveCount: number;
  /** When it was first sent; receiving it again does not change that. */
  readonly sentAt: Date;
  readonly lane: Lane;
}

/**
 * What asked for work: a notification, whose revision is to be safe within seconds, or a run, which finds what may be
 * years old and may have waited for hours before its first attempt.
 */
export type Cause = 'notification' | 'run';

/**
 * The cause of a message. A run's job stays one when it is handed on to the large queue.
 *
 * @param job `undefined` where the message holds none
 */
function causeOf(job: Job | undefined, lane: Lane): Cause {
  return lane === 'bulk' || (job?.job === 'revision' && job.origin !== undefined) ? 'run' : 'notification';
}

/** What the worker tells of its work; implementations log and count, and must not throw. */
export interface WorkerReports {
  /** An entry that a message of this cause led to is in the journal, since that moment. */
  recorded(entry: Unrecorded, cause: Cause, at: Date): void;
  /**
   * A message will be tried again.
   *
   * @param from its cloud as the message names it, configured or not; `undefined` where the message is no job
   */
  failed(
    message: ReceivedMessage,
    error: unknown,
    retryInSeconds: number,
    from: { readonly cloud: string | undefined; readonly cause: Cause },
  ): void;
  /** The wait of a failed message could not be set: it comes back when its visibility ends. */
  notDelayed(message: ReceivedMessage, error: unknown): void;
}

/** Everything that a batch needs from outside. */
export interface WorkerDependencies {
  readonly clouds: ReadonlyMap<string, WorkerCloud>;
  readonly store: ObjectStore;
  readonly retry: RetryPolicy;
  /** Messages worked on at once. */
  readonly concurrency: number;
  readonly writtenBy: Readonly<Record<string, string>>;
  readonly reports: WorkerReports;
  /** Aborts, with a PipelineError `out-of-time`, while there still is time to write the journal. */
  readonly deadline: AbortSignal;
  now(): Date;
  /** In [0, 1). */
  random(): number;
  /** At least 10 random bytes. */
  entropy(): Uint8Array;
  /** Puts a job on the large queue; resolves only when it is there. */
  forward(job: Job): Promise<void>;
  /** Sets when a failed message shows again. */
  delay(message: ReceivedMessage, seconds: number): Promise<void>;
}

type Worked = { readonly message: ReceivedMessage; readonly cause: Cause } & (
  | { readonly cloud: string; readonly entries: readonly Unrecorded[] }
  | { readonly cloud: string | undefined; readonly error: unknown }
);

async function workOnMessage(message: ReceivedMessage, dependencies: WorkerDependencies): Promise<Worked> {
  const { clouds, store, writtenBy, deadline } = dependencies;
  const { lane, receiveCount } = message;
  const job = jobOf(message.body);
  const cause = causeOf(job, lane);
  try {
    deadline.throwIfAborted();
    if (job === undefined) throw new PipelineError('malformed-message', 'The message is no job of this version.');
    const cloud = clouds.get(job.cloud);
    if (cloud === undefined) {
      throw new PipelineError('malformed-message', `No cloud ${JSON.stringify(job.cloud)} is configured.`);
    }
    const mayBeStored = receiveCount > 1 || cause === 'run';
    const context = { cloud, lane, store, writtenBy, receiveCount, mayBeStored, signal: deadline };
    const { entries, forwarded } = await workOnJob(job, context);
    if (forwarded !== undefined) await dependencies.forward(forwarded);
    return { message, cause, cloud: job.cloud, entries };
  } catch (error) {
    return { message, cause, cloud: job?.cloud, error };
  }
}

function secondsUntil(moment: Date | undefined, now: Date): number {
  return moment === undefined ? 0 : (moment.getTime() - now.getTime()) / 1000;
}

/** Hands a message back, to be shown again after its own back-off. */
async function handBack(
  { message, cause, cloud, error }: Worked & { error: unknown },
  { retry, random, now, delay, reports }: WorkerDependencies,
): Promise<void> {
  const askedFor = error instanceof PipelineError ? secondsUntil(error.retryAt, now()) : 0;
  const seconds = retryDelaySeconds(retry, message.receiveCount, random(), askedFor);
  reports.failed(message, error, seconds, { cloud, cause });
  try {
    await delay(message, seconds);
  } catch (delayError) {
    reports.notDelayed(message, delayError);
  }
}

/** Writes one journal object for a cloud; if that fails, none of its messages may be acknowledged. */
async function record(
  cloud: string,
  worked: readonly (Worked & { entries: readonly Unrecorded[] })[],
  dependencies: WorkerDependencies,
): Promise<readonly Worked[]> {
  const { store, writtenBy, now, entropy, reports } = dependencies;
  const entries = worked.flatMap((work) => work.entries);
  if (entries.length === 0) return worked;
  const { signal } = new AbortController();
  try {
    await writeJournal(cloud, entries, { store, writtenBy, now: now(), entropy: entropy(), signal });
  } catch (error) {
    return worked.map(({ message, cause }) => ({ message, cause, cloud, error }));
  }
  const at = now();
  for (const { cause, entries } of worked) for (const entry of entries) reports.recorded(entry, cause, at);
  return worked;
}

/**
 * Works on a batch of messages, and writes one journal object for each cloud in it. A message counts as done only when
 * its object and its journal entry are in the bucket.
 *
 * @returns the ids of the messages that are to be tried again; each has been given its own delay
 */
export async function workOnBatch(
  messages: readonly ReceivedMessage[],
  dependencies: WorkerDependencies,
): Promise<readonly string[]> {
  const { concurrency } = dependencies;
  const worked = await pMap(messages, (message) => workOnMessage(message, dependencies), { concurrency });
  const byCloud = Map.groupBy(
    worked.filter((work) => 'entries' in work),
    (work) => work.cloud,
  );
  const recorded = await pMap(byCloud, ([cloud, works]) => record(cloud, works, dependencies));
  const failed = [...worked, ...recorded.flat()].filter((work) => 'error' in work);
  await pMap(failed, (work) => handBack(work, dependencies));
  return failed.map(({ message }) => message.id);
}
