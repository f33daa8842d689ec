import pMap from 'p-map';
import { PipelineError } from '#shared/domain/errors.ts';
import type { Job } from '#shared/domain/jobs/job.ts';
import { jobOf } from '#shared/domain/jobs/queue-message.ts';
import { attemptOf, delaySecondsOf, firstSent } from '#shared/domain/jobs/waiting-job.ts';
import type { Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import type { QueueName } from '../queue-name.ts';
import { handBack, type Unfinished } from './hand-back.ts';
import { cameLate, revisionText } from './recent-work.ts';
import { workOnJob } from './work-on-job.ts';
import type { Cause, ReceivedMessage, WorkedMessage, WorkerDependencies } from './worker-dependencies.ts';
import { writeJournal } from './write-journal.ts';

/**
 * The cause of a message. A run's job remains one after it is forwarded to the large queue.
 *
 * @param job `undefined` if the message holds none
 */
function causeOf(job: Job | undefined, queue: QueueName): Cause {
  return queue === 'bulk' || (job?.job === 'revision' && job.origin !== undefined) ? 'run' : 'notification';
}

interface Done {
  readonly message: WorkedMessage;
  readonly job: Job | undefined;
  readonly cause: Cause;
  readonly cloud: string;
  readonly entries: readonly Unrecorded[];
}

/** A message with its job; `undefined` if it holds none. */
interface Read {
  readonly received: ReceivedMessage;
  readonly job: Job | undefined;
}

/** @param earlier what became of a message of the same batch about the same revision */
async function workOnMessage(
  { received, job }: Read,
  dependencies: WorkerDependencies,
  earlier: Done | Unfinished | undefined,
): Promise<Done | Unfinished> {
  const { clouds, store, writtenBy, retry, deadline, now, recent } = dependencies;
  const { queue, receiveCount, sentAt } = received;
  const attempt = attemptOf(job, receiveCount);
  const message = { ...received, sentAt: firstSent(job, sentAt), attempt };
  const cause = causeOf(job, queue);
  const waits = job?.notBefore !== undefined && delaySecondsOf(job, now()) > 0;
  if (waits) return { message, job, cause, cloud: job.cloud, error: undefined };
  // What has just failed would fail again.
  if (earlier !== undefined && 'error' in earlier && earlier.error !== undefined) {
    return { message, job, cause, cloud: job?.cloud, error: earlier.error };
  }
  try {
    deadline.throwIfAborted();
    if (job === undefined) throw new PipelineError('malformed-message', 'The message is not a job of this version.');
    const cloud = clouds.get(job.cloud);
    if (cloud === undefined) {
      throw new PipelineError('malformed-message', `The cloud ${JSON.stringify(job.cloud)} is not configured.`);
    }
    const isRepeated =
      earlier !== undefined || (job.job === 'revision' && (cameLate(job, sentAt) || recent.hasStored(job)));
    const mayBeStored = isRepeated || attempt > 1 || job.firstSentAt !== undefined || cause === 'run';
    const context = { cloud, queue, store, writtenBy, retry, attempt, mayBeStored, signal: deadline, now };
    const { entries, forwarded } = await workOnJob(job, context);
    if (job.job === 'revision') recent.worked(job, entries[0]);
    if (forwarded !== undefined) await dependencies.forward(forwarded);
    return { message, job, cause, cloud: job.cloud, entries };
  } catch (error) {
    return { message, job, cause, cloud: job?.cloud, error };
  }
}

/** Works on the messages about one revision, one after the other: the first may do the work of all. */
async function workInTurn(messages: readonly Read[], dependencies: WorkerDependencies) {
  const worked: (Done | Unfinished)[] = [];
  for (const message of messages) worked.push(await workOnMessage(message, dependencies, worked.at(-1)));
  return worked;
}

/** The entries that belong in the journal. Runs wait for theirs, even if another says the same. */
function entriesOf(worked: readonly Done[], { recent }: WorkerDependencies) {
  const ofRuns = worked.filter(({ cause }) => cause === 'run').flatMap(({ entries }) => entries);
  const ofNotifications = worked.filter(({ cause }) => cause !== 'run').flatMap(({ entries }) => entries);
  return new Set([...recent.unrecorded(ofNotifications), ...ofRuns]);
}

/** Writes one journal object for a cloud; if that fails, none of its messages may be acknowledged. */
async function record(
  cloud: string,
  worked: readonly Done[],
  dependencies: WorkerDependencies,
): Promise<readonly Unfinished[]> {
  const { store, writtenBy, now, entropy, reports, recent } = dependencies;
  const unrecorded = entriesOf(worked, dependencies);
  const entries = worked.flatMap((work) => work.entries).filter((entry) => unrecorded.has(entry));
  if (entries.length === 0) return [];
  const { signal } = new AbortController();
  try {
    await writeJournal(cloud, entries, { store, writtenBy, now: now(), entropy: entropy(), signal });
  } catch (error) {
    return worked.map(({ message, job, cause }) => ({ message, job, cause, cloud, error }));
  }
  const at = now();
  recent.recorded(entries);
  for (const { cause, entries } of worked) {
    for (const entry of entries) if (unrecorded.has(entry)) reports.recorded(entry, cause, at);
  }
  return [];
}

/**
 * Works on a batch of messages, and writes one journal object per cloud. A message counts as done only when its
 * revision and its journal entry are in the bucket, or when its job, which has to wait, is on the queue again.
 *
 * @returns the ids of the messages to try again; each has been given its own delay
 */
export async function workOnBatch(
  messages: readonly ReceivedMessage[],
  dependencies: WorkerDependencies,
): Promise<readonly string[]> {
  const { concurrency } = dependencies;
  const read = messages.map((received) => ({ received, job: jobOf(received.body) }));
  const groups = Map.groupBy(read, (message) =>
    message.job?.job === 'revision'
      ? revisionText(message.job.cloud, message.job.asset, message.job.revision)
      : message,
  );
  const inTurn = await pMap(groups.values(), (group) => workInTurn(group, dependencies), { concurrency });
  const worked = inTurn.flat();
  const byCloud = Map.groupBy(
    worked.filter((work) => 'entries' in work),
    (work) => work.cloud,
  );
  const recorded = await pMap(byCloud, ([cloud, works]) => record(cloud, works, dependencies));
  const unfinished = [...worked.filter((work) => 'error' in work), ...recorded.flat()];
  return handBack(unfinished, dependencies);
}
