import type { BucketReader } from '../bucket-reader.ts';
import type { ObjectStore } from '../object-store.ts';
import type { HighWaterMarks } from './high-water-state.ts';

/** Executions of a state machine. */
export interface Executions {
  /** Whether an execution is still running; false if there is none with that ARN any more. */
  isRunning(arn: string): Promise<boolean>;
}

/** The queues that runs fill, by name: each message is one job. */
export interface RunQueues {
  /** Resolves only when all messages are on the queue. */
  send(queue: string, bodies: readonly string[]): Promise<void>;
  /** About how many messages are waiting or being worked on. SQS counts approximately, and may lag by a minute. */
  pending(queue: string): Promise<number>;
}

/** What every step of a run needs from outside. */
export interface RunDependencies {
  readonly store: ObjectStore & BucketReader;
  readonly queues: RunQueues;
  /** How many messages each queue may hold before a run waits: as many as can be drained in a day. */
  readonly backlogLimits: Readonly<Record<string, number>>;
  /** How long the queues' counts may miss the last message sent, in seconds: a minute on AWS. */
  readonly queueLagSeconds: number;
  readonly executions: Executions;
  readonly marks: HighWaterMarks;
  /** Goes into the metadata of every object: request id and log stream. */
  readonly writtenBy: Readonly<Record<string, string>>;
  /** True once the step should end and hand over; there is still time to finish the current work. */
  readonly isLate: () => boolean;
  /** Aborts with a PipelineError `out-of-time` when the function is about to run out of time. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** At least 10 random bytes. */
  readonly entropy: () => Uint8Array;
  /** Logs what a run does. */
  readonly note: (message: string, details: Readonly<Record<string, unknown>>) => void;
}
