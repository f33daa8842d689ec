/**
 * The queues of jobs, each with its dead-letter queue, in the order in which they are listed. The worker of the large
 * queue has more time.
 */
export const QUEUE_NAMES = ['live', 'bulk', 'large'] as const;

/** The name of a queue of jobs. */
export type QueueName = (typeof QUEUE_NAMES)[number];

/** What can be redriven: the dead-letter queue of each queue of jobs, and the set-aside queue. */
export const REDRIVABLE = [...QUEUE_NAMES, 'set-aside'] as const;

/** The name of what can be redriven. */
export type Redrivable = (typeof REDRIVABLE)[number];
