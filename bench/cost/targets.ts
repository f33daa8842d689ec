import type { Situation } from './situations.ts';

/**
 * What AWS may charge for a million revisions at most, storage aside, in dollars. One at a time has no target: two PUTs
 * for each revision are most of it.
 */
export const TARGETS: Readonly<Partial<Record<Situation, number>>> = { bulk: 7.5, full: 9 };
