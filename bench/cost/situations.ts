/** The three ways in which revisions come to the worker, as far as they differ in cost. */
export const SITUATIONS = ['bulk', 'full', 'trickle'] as const;
export type Situation = (typeof SITUATIONS)[number];
