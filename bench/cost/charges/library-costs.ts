import type { Assumptions } from '../assumptions.ts';
import { costOf, PRICES } from '../prices.ts';

const GB = 1024 ** 3;
const MILLION = 1_000_000;

/** The sizes of libraries that the tables show, in assets. */
export const LIBRARY_SIZES = [1_000, 100_000, 1_000_000, 100_000_000] as const;

/** What a million revisions cost in each situation, in dollars. */
export interface RevisionPrices {
  readonly bulk: number;
  readonly full: number;
  readonly trickle: number;
}

/** What a library costs at AWS, in dollars. */
export interface LibraryCosts {
  readonly assets: number;
  readonly initial: number;
  readonly storagePerMonth: number;
  readonly changesPerMonth: { readonly full: number; readonly trickle: number };
  /** By how much storage costs more in each following month: nothing is ever overwritten. */
  readonly storageGrowth: number;
}

/** Storage at the first tier's price throughout: above 50 TB it gets cheaper by up to a tenth. */
function storage(bytes: number): number {
  return costOf(PRICES.s3Storage, bytes / GB);
}

/**
 * Costs of a library of some size.
 *
 * @param journalBytes what the journal says of one revision, in bytes
 */
export function libraryCosts(
  assets: number,
  prices: RevisionPrices,
  journalBytes: number,
  { averageBytes, monthlyChanges }: Pick<Assumptions, 'averageBytes' | 'monthlyChanges'>,
): LibraryCosts {
  const revisionBytes = averageBytes + journalBytes;
  const changes = assets * monthlyChanges;
  return {
    assets,
    initial: (assets / MILLION) * prices.bulk,
    storagePerMonth: storage(assets * revisionBytes),
    changesPerMonth: {
      full: (changes / MILLION) * prices.full,
      trickle: (changes / MILLION) * prices.trickle,
    },
    storageGrowth: storage(changes * revisionBytes),
  };
}
