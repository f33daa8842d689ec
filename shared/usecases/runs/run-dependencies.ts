import type { BucketReader } from '../bucket-reader.ts';
import type { ObjectStore } from '../object-store.ts';

/** Executions of a state machine. */
export interface Executions {
  /** Whether an execution still runs; false where there is none of that ARN any more. */
  isRunning(arn: string): Promise<boolean>;
}

/** The queues that runs fill, by name: each message is one job. */
export interface RunQueues {
  /** Resolves only when all messages are on the queue. */
  send(queue: string, bodies: readonly string[]): Promise<void>;
  /** About how many messages wait or are in work. SQS counts approximately, and may lag behind by a minute. */
  pending(queue: string): Promise<number>;
}

/** What every step of a run needs from outside. */
export interface RunDependencies {
  readonly store: ObjectStore & BucketReader;
  readonly queues: RunQueues;
  /** How many messages each queue may hold before a run waits: what can be drained in a day. */
  readonly backlogLimits: Readonly<Record<string, number>>;
  /** How long after the last message was sent the queues' counts may still miss it, in seconds: a minute on AWS. */
  readonly queueLagSeconds: number;
  readonly executions: Executions;
  /** Goes into the metadata of every object: request id and log stream. */
  readonly writtenBy: Readonly<Record<string, string>>;
  /** True once the step should end and hand on; there still is time to finish what is in hand. */
  readonly isLate: () => boolean;
  /** Aborts, with a PipelineError `out-of-time`, when the function's time is as good as over. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** At least 10 random bytes. */
  readonly entropy: () => Uint8Array;
  /** Logs what a run does. */
  readonly note: (message: string, details: Readonly<Record<string, unknown>>) => void;
}
