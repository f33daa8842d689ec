import type { Job } from '#shared/domain/jobs/job.ts';
import type { RetryPolicy } from '#shared/domain/jobs/retry-delay.ts';
import type { Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import type { Instant } from '#shared/domain/text/instant.ts';
import type { QueueName } from '../queue-name.ts';
import type { RecentWork } from './recent-work.ts';
import type { WorkerCloud, WorkerStore } from './worker-context.ts';

/** A message as it was received. */
export interface ReceivedMessage {
  readonly id: string;
  readonly body: string;
  /** 1 for the first receive. */
  readonly receiveCount: number;
  /** When it was first sent; another receive does not change that. */
  readonly sentAt: Date;
  readonly queue: QueueName;
}

/** A message, and what its job carries from earlier ones if it was sent again. */
export interface WorkedMessage extends ReceivedMessage {
  /** When its first message was sent. */
  readonly sentAt: Date;
  /** 1 for the first. */
  readonly attempt: number;
}

/** The cloud that a message names, configured or not, `undefined` if the message is no job; and what asked for it. */
interface Origin {
  readonly cloud: string | undefined;
  readonly cause: Cause;
}

/**
 * What asked for the work: a notification, whose revision must be safe within seconds, or a run, whose jobs may be for
 * assets that are years old and may wait for hours before their first attempt.
 */
export type Cause = 'notification' | 'run';

/** Receives the worker's reports. Implementations log and count, and must not throw. */
export interface WorkerReports {
  /** An entry for a message with this cause is in the journal since that moment. */
  recorded(entry: Unrecorded, cause: Cause, at: Date): void;
  /** A message will be tried again. */
  failed(message: WorkedMessage, error: unknown, retryInSeconds: number, from: Origin): void;
  /**
   * A job that has to wait was sent again.
   *
   * @param error why it has to wait; `undefined` if it was received before its wait was over
   */
  sentAgain(message: WorkedMessage, error: unknown, notBefore: Instant, from: Origin): void;
  /** The wait of a failed message could not be set: it returns when its visibility timeout ends. */
  notDelayed(message: WorkedMessage, error: unknown): void;
}

/** Everything that a batch needs from outside. */
export interface WorkerDependencies {
  readonly clouds: ReadonlyMap<string, WorkerCloud>;
  readonly store: WorkerStore;
  readonly retry: RetryPolicy;
  /** Messages worked on at once. */
  readonly concurrency: number;
  readonly writtenBy: Readonly<Record<string, string>>;
  readonly reports: WorkerReports;
  /** The same in all batches of one function. */
  readonly recent: RecentWork;
  /** Aborts with a PipelineError `out-of-time`, while there is still time to write the journal. */
  readonly deadline: AbortSignal;
  now(): Date;
  /** A random number in [0, 1). */
  random(): number;
  /** At least 10 random bytes. */
  entropy(): Uint8Array;
  /** Puts a job on the large queue, and resolves only when it is there. */
  forward(job: Job): Promise<void>;
  /** Sends jobs that have to wait to their queue again, and resolves only when they are there. */
  sendAgain(queue: QueueName, jobs: readonly Job[], delaySeconds: number): Promise<void>;
  /** Sets when a failed message becomes visible again. */
  delay(message: ReceivedMessage, seconds: number): Promise<void>;
}
