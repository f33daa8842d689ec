/**
 * The queues of jobs, each with its dead-letter queue, in the order in which they are told. Large revisions have one of
 * their own, with more time.
 */
export const LANES = ['live', 'bulk', 'large'] as const;

/** One of them. */
export type Lane = (typeof LANES)[number];
