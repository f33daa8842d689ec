/** A queue of jobs and its dead-letter queue. */
export type Lane = 'live' | 'bulk' | 'large';

/** All lanes, in the order in which they are told. */
export const LANES = ['live', 'bulk', 'large'] as const satisfies readonly Lane[];
