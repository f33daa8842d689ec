import { ApiError } from '../http/api-error.ts';
import type { Params } from '../http/params.ts';
import type { Asset } from '../library/asset.ts';

/** A page of assets and the cursor of the next one. */
export interface Page {
  assets: Asset[];
  next_cursor?: string;
}

/** Reads `max_results`, or the default. Throws a 400 outside 1 … largest. */
export function maxResults(params: Params, standard: number, largest: number): number {
  const value = Number(params.filled('max_results') ?? standard);
  if (!Number.isInteger(value) || value < 1 || value > largest) {
    throw new ApiError(400, `Invalid value for parameter max_results. Must be between 1 and ${largest}`);
  }
  return value;
}

function sequenceIn(cursor: string): number {
  const sequence = Number(/^after:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]);
  if (Number.isNaN(sequence)) throw new ApiError(400, `Invalid value ${cursor} for parameter next_cursor`);
  return sequence;
}

/**
 * One page in order of creation. The cursor names the last asset of the page before, so that assets that come or go
 * meanwhile neither repeat nor hide others.
 */
export function pageOf(assets: readonly Asset[], params: Params, largest: number, size: number): Page {
  const max = maxResults(params, size, largest);
  const ascending = params.get('direction') === 'asc' || params.get('direction') === '1';
  const cursor = params.filled('next_cursor');
  const last = cursor === undefined ? undefined : sequenceIn(cursor);
  const page: Asset[] = [];
  const ordered = ascending ? assets : assets.toReversed();
  for (const asset of ordered) {
    if (last !== undefined && (ascending ? asset.sequence <= last : asset.sequence >= last)) continue;
    if (page.length === max) {
      const end = page.at(-1)?.sequence ?? 0;
      return { assets: page, next_cursor: Buffer.from(`after:${end}`).toString('base64url') };
    }
    page.push(asset);
  }
  return { assets: page };
}
