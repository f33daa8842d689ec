/** The queues that runs fill: each message is one job. */
export type RunQueue = 'bulk' | 'large';

/** The queues that runs fill. */
export interface RunQueues {
  /** Resolves only when all messages are on the queue. */
  send(queue: RunQueue, bodies: readonly string[]): Promise<void>;
  /** About how many messages wait or are in work. SQS counts approximately, and may lag behind by a minute. */
  pending(queue: RunQueue): Promise<number>;
}
