import { sumOf } from './charges.ts';
import type { Estimate } from './estimate.ts';
import { dollarText, PRICES, priceText } from './prices.ts';

/**
 * What the pipeline costs in short, a name and a price each: the month first, without storage.
 *
 * @param clouds the number of clouds that the stack backs up
 */
export function priceList({ situations: { bulk, full, trickle }, monthly }: Estimate, clouds: number) {
  return [
    [`each month, for ${clouds === 1 ? 'one cloud' : `${clouds} clouds`}`, dollarText(sumOf(monthly, 'dollars'))],
    ["each month, within AWS's free tier", dollarText(sumOf(monthly, 'afterFreeTier'))],
    ['bulk (the first copy of a library), a million revisions', dollarText(bulk.total)],
    ['live, full batches, a million revisions', dollarText(full.total)],
    ['live, one at a time, a million revisions', dollarText(trickle.total)],
    ['storage, each month and GB', priceText(PRICES.s3Storage)],
  ] as const;
}
