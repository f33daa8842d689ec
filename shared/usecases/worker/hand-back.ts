import pMap from 'p-map';
import { PipelineError } from '#shared/domain/errors.ts';
import type { Job } from '#shared/domain/jobs/job.ts';
import { retryDelaySeconds } from '#shared/domain/jobs/retry-delay.ts';
import { delaySecondsOf, waitingJob } from '#shared/domain/jobs/waiting-job.ts';
import type { Instant } from '#shared/domain/text/instant.ts';
import type { Cause, WorkedMessage, WorkerDependencies } from './worker-dependencies.ts';

/** A message whose job is not done. */
export interface Unfinished {
  readonly message: WorkedMessage;
  /** `undefined` if the message holds none. */
  readonly job: Job | undefined;
  readonly cause: Cause;
  /** The cloud that the message names, configured or not. */
  readonly cloud: string | undefined;
  /** `undefined` if the message was received before its wait was over. */
  readonly error: unknown;
}

type Waiting = Unfinished & { readonly next: Job & { readonly notBefore: Instant } };

/** The next message of a job that has to wait; `undefined` for one that failed. */
function nextOf({ message, job, error }: Unfinished, { retry, random, now }: WorkerDependencies): Job | undefined {
  if (error === undefined) return job;
  if (job === undefined || !(error instanceof PipelineError)) return undefined;
  const { code, retryAt } = error;
  if (code !== 'throttled' && code !== 'absent') return undefined;
  const { attempt, sentAt } = message;
  return waitingJob(job, { code, retryAt, attempt, firstSent: sentAt }, retry, random(), now());
}

/** Makes a failed message visible again after its own back-off. */
async function retryLater(
  { message, cause, cloud, error }: Unfinished,
  { retry, random, now, delay, reports }: WorkerDependencies,
): Promise<void> {
  const retryAt = error instanceof PipelineError ? error.retryAt : undefined;
  const requested = retryAt === undefined ? 0 : (retryAt.getTime() - now().getTime()) / 1000;
  const seconds = retryDelaySeconds(retry, message.attempt, random(), requested);
  reports.failed(message, error, seconds, { cloud, cause });
  try {
    await delay(message, seconds);
  } catch (delayError) {
    reports.notDelayed(message, delayError);
  }
}

/** Sends jobs that have to wait to their queue again. @returns those that could not be sent, as failed */
async function waitAgain(waiting: readonly Waiting[], dependencies: WorkerDependencies): Promise<Unfinished[]> {
  const { sendAgain, now, reports } = dependencies;
  const at = now();
  const groups = Map.groupBy(waiting, ({ message, next }) => `${message.queue} ${delaySecondsOf(next, at)}`);
  const failed = await pMap(groups.values(), async (group) => {
    const [{ message, next }] = group as [Waiting, ...Waiting[]];
    const jobs = group.map((one) => one.next);
    try {
      await sendAgain(message.queue, jobs, delaySecondsOf(next, at));
    } catch (error) {
      // Those of the group that were sent are then on the queue twice, which is harmless.
      return group.map((one) => ({ ...one, error }));
    }
    for (const { message, error, next, cloud, cause } of group) {
      reports.sentAgain(message, error, next.notBefore, { cloud, cause });
    }
    return [];
  });
  return failed.flat();
}

/**
 * Hands messages back whose jobs are not done. A job that has to wait goes to its queue as a new message, with a delay:
 * so a wait uses up no attempt, and waiting messages are not among the 120,000 that SQS allows in flight. Any other
 * message becomes visible again after its back-off.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 *
 * @returns the ids of the messages that are not acknowledged
 */
export async function handBack(
  unfinished: readonly Unfinished[],
  dependencies: WorkerDependencies,
): Promise<readonly string[]> {
  const [waiting, failed]: [Waiting[], Unfinished[]] = [[], []];
  for (const work of unfinished) {
    const next = nextOf(work, dependencies);
    if (next?.notBefore === undefined) failed.push(work);
    else waiting.push({ ...work, next: { ...next, notBefore: next.notBefore } });
  }
  failed.push(...(await waitAgain(waiting, dependencies)));
  await pMap(failed, (work) => retryLater(work, dependencies));
  return failed.map(({ message }) => message.id);
}
