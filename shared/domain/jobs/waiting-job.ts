import { type Instant, instantOfDate, millisecondsOf } from '../text/instant.ts';
import type { Job } from './job.ts';
import { type RetryPolicy, retryDelaySeconds } from './retry-delay.ts';

/** A message is dead-lettered after this many receives. A job that failed as often is not sent again. */
export const MAX_ATTEMPTS = 25;

/** As long as SQS keeps a message. It counts again for each message, so without this a job could wait for ever. */
const LONGEST_WAIT_MS = 14 * 24 * 3600 * 1000;

/**
 * The longest delay of a message, in seconds; a longer wait takes several messages. SQS allows 900, but a message that
 * is as old as that would look as if no worker had received it.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html
 */
const LONGEST_DELAY_S = 600;

/** How long to wait until Cloudinary is asked again about an asset that it did not have, in seconds. */
const ABSENT_WAIT_S = 60;

/** When the first message of a job was sent. */
export function firstSent(job: Job | undefined, sentAt: Date): Date {
  return job?.firstSentAt === undefined ? sentAt : new Date(millisecondsOf(job.firstSentAt));
}

/** The number of the present attempt, from 1; those before the job was sent again included. */
export function attemptOf(job: Job | undefined, receiveCount: number): number {
  return (job?.attempts ?? 0) + receiveCount;
}

/** The delay of the next message of a job, in whole seconds; 0 if it does not have to wait. */
export function delaySecondsOf({ notBefore }: Job, now: Date): number {
  const seconds = notBefore === undefined ? 0 : (millisecondsOf(notBefore) - now.getTime()) / 1000;
  return Math.ceil(Math.min(Math.max(seconds, 0), LONGEST_DELAY_S));
}

/** Why a job must wait, and what is known about its message. */
export interface WaitReason {
  readonly code: 'throttled' | 'absent';
  /** The earliest moment at which another attempt can help, if the other side named one. */
  readonly retryAt: Date | undefined;
  readonly attempt: number;
  readonly firstSent: Date;
}

/** The longest wait if the other side named no moment, in seconds. */
const LONGEST_BLIND_WAIT_S = 900;

function waitSeconds(reason: WaitReason, policy: RetryPolicy, random: number, now: Date): number {
  const requested = reason.retryAt === undefined ? 0 : (reason.retryAt.getTime() - now.getTime()) / 1000;
  const age = (now.getTime() - reason.firstSent.getTime()) / 1000;
  // Nothing counts the waits. One that is as long as the job is old doubles from wait to wait.
  const blind = Math.min(Math.max(policy.baseSeconds, age), LONGEST_BLIND_WAIT_S);
  const longest = reason.code === 'absent' ? ABSENT_WAIT_S : requested > 0 ? policy.baseSeconds : blind;
  return retryDelaySeconds({ ...policy, baseSeconds: longest }, 1, random, requested);
}

/**
 * A job that has to wait, as its next message. Waiting is not failing: the present attempt does not count.
 *
 * @param random in [0, 1)
 * @returns `undefined` if the job has failed too often or waited too long: its message then returns by itself, and ends
 *   as a dead letter
 */
export function waitingJob<Kind extends Job>(
  job: Kind,
  reason: WaitReason,
  policy: RetryPolicy,
  random: number,
  now: Date,
): Kind | undefined {
  const { attempt, firstSent } = reason;
  if (attempt >= MAX_ATTEMPTS || now.getTime() - firstSent.getTime() >= LONGEST_WAIT_MS) return undefined;
  const notBefore = new Date(now.getTime() + waitSeconds(reason, policy, random, now) * 1000);
  const at: Instant = instantOfDate(now);
  return {
    ...job,
    firstSentAt: instantOfDate(firstSent),
    attempts: attempt - 1,
    notBefore: instantOfDate(notBefore),
    ...(reason.code === 'absent' && { absentSince: job.absentSince ?? at }),
  };
}

/** A job as it was before it waited. */
export function freshJob({ firstSentAt, attempts, notBefore, absentSince, ...job }: Job): Job {
  return job as Job;
}
