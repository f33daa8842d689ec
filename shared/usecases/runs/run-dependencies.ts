import type { BucketReader } from '../bucket-reader.ts';
import type { ObjectStore } from '../object-store.ts';
import type { Executions } from './executions.ts';
import type { RunQueue, RunQueues } from './run-queues.ts';

/** What every step of a run needs from outside. */
export interface RunDependencies {
  readonly store: ObjectStore & BucketReader;
  readonly queues: RunQueues;
  /** How many messages the queues may hold before a run waits: what can be drained in a day. */
  readonly backlogLimits: Readonly<Record<RunQueue, number>>;
  /** How long after the last message was sent the queues' counts may still miss it, in seconds: a minute on AWS. */
  readonly queueLagSeconds: number;
  readonly executions: Executions;
  /** Goes into the metadata of every object: request id and log stream. */
  readonly writtenBy: Readonly<Record<string, string>>;
  /** True once the step is to come to its end and hand on; there still is time to finish what is in hand. */
  isLate(): boolean;
  /** Aborts, with a PipelineError `out-of-time`, when the function's time is as good as over. */
  readonly signal: AbortSignal;
  now(): Date;
  /** At least 10 random bytes. */
  entropy(): Uint8Array;
  /** Logs what a run does, for whoever reads the log. */
  note(message: string, details: Readonly<Record<string, unknown>>): void;
}
