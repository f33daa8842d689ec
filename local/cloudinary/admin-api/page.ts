import type { ApiCall } from '../http/api-call.ts';
import type { Params } from '../http/params.ts';
import { ApiError } from '../http/reply.ts';
import type { Asset } from '../library/asset.ts';

/** How many ids one call may name. */
export const MOST_IDS = 100;

/** How many assets a page has, at most and by default. */
export interface PageSizes {
  largest: number;
  standard: number;
}

/** A page of assets and the cursor of the next one. */
export interface Page {
  assets: Asset[];
  next_cursor?: string;
}

/** Live assets that fit, of the resource type in the call's path, oldest first. */
export function assetsOf({ cloud, path }: ApiCall, fits: (asset: Asset) => boolean): Asset[] {
  return cloud.library.all().filter((asset) => asset.resource_type === path.resource_type && fits(asset));
}

/** Reads `max_results`, or the default. Throws a 400 outside 1 … largest. */
export function maxResults(params: Params, { largest, standard }: PageSizes): number {
  const value = Number(params.filled('max_results') ?? standard);
  if (!Number.isInteger(value) || value < 1 || value > largest) {
    throw new ApiError(400, `Invalid value for parameter max_results. Must be between 1 and ${largest}`);
  }
  return value;
}

/** The refusal of a cursor that this server did not issue, or no longer accepts. */
export function invalidCursor(cursor: string): ApiError {
  return new ApiError(400, `Invalid value ${cursor} for parameter next_cursor`);
}

/** The sequence of the last asset before the page. Throws a 400 for a cursor that has expired. */
function sequenceIn(cursor: string, now: Date, lifetimeMs: number): number {
  const [, sequence, madeAt] = /^after:(\d+):(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const expired = lifetimeMs > 0 && now.getTime() - Number(madeAt) > lifetimeMs;
  if (sequence === undefined || expired) throw invalidCursor(cursor);
  return Number(sequence);
}

/**
 * One page in order of creation. The cursor names the last asset of the previous page, so that assets added or removed
 * meanwhile neither repeat nor hide others. It expires after `lifetimeMs`; with 0 it never does.
 */
export function pageOf(
  { cloud, params }: ApiCall,
  assets: readonly Asset[],
  sizes: PageSizes,
  lifetimeMs: number,
): Page {
  const now = cloud.now();
  const max = maxResults(params, sizes);
  const ascending = ['asc', '1'].includes(params.get('direction') ?? '');
  const cursor = params.filled('next_cursor');
  const last = cursor === undefined ? undefined : sequenceIn(cursor, now, lifetimeMs);
  const page: Asset[] = [];
  const ordered = ascending ? assets : assets.toReversed();
  for (const asset of ordered) {
    if (last !== undefined && (ascending ? asset.sequence <= last : asset.sequence >= last)) continue;
    if (page.length === max) {
      const text = `after:${page.at(-1)?.sequence}:${now.getTime()}`;
      return { assets: page, next_cursor: Buffer.from(text).toString('base64url') };
    }
    page.push(asset);
  }
  return { assets: page };
}
