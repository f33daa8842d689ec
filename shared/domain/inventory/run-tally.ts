import type { RunTally } from './inventory-documents.ts';

/** A run that has done nothing yet. */
export const NO_TALLY: RunTally = {
  listed: 0,
  bytes: 0,
  queued: 0,
  queued_bytes: 0,
  calls: 0,
  heads: 0,
  observed: 0,
  gone: 0,
  lost: 0,
  unreadable: 0,
};

/** A tally with something added to it. */
export function addToTally(tally: RunTally, more: Readonly<Partial<RunTally>>): RunTally {
  const sum = { ...tally };
  for (const name of Object.keys(NO_TALLY) as (keyof RunTally)[]) sum[name] += more[name] ?? 0;
  return sum;
}
