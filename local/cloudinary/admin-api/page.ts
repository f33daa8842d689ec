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

interface Cursor {
  /** Of the last asset before the page. */
  sequence: number;
  /** Milliseconds since 1970. */
  madeAt: number;
}

function textOf({ sequence, madeAt }: Cursor) {
  return Buffer.from(`after:${sequence}:${madeAt}`).toString('base64url');
}

function cursorIn(text: string): Cursor {
  const [, sequence, madeAt] = /^after:(\d+):(\d+)$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (sequence === undefined) throw new ApiError(400, `Invalid value ${text} for parameter next_cursor`);
  return { sequence: Number(sequence), madeAt: Number(madeAt) };
}

/** What cursors depend on. */
export interface CursorAge {
  now: Date;
  /** 0: they never expire. */
  lifetimeMs: number;
}

/**
 * One page in order of creation. The cursor names the last asset of the page before, so that assets that come or go
 * meanwhile neither repeat nor hide others.
 */
export function pageOf(
  assets: readonly Asset[],
  params: Params,
  { largest, standard }: { largest: number; standard: number },
  { now, lifetimeMs }: CursorAge,
): Page {
  const max = maxResults(params, standard, largest);
  const ascending = params.get('direction') === 'asc' || params.get('direction') === '1';
  const cursor = params.filled('next_cursor');
  const before = cursor === undefined ? undefined : cursorIn(cursor);
  if (before !== undefined && lifetimeMs > 0 && now.getTime() - before.madeAt > lifetimeMs) {
    throw new ApiError(400, `Invalid value ${cursor} for parameter next_cursor`);
  }
  const last = before?.sequence;
  const page: Asset[] = [];
  const ordered = ascending ? assets : assets.toReversed();
  for (const asset of ordered) {
    if (last !== undefined && (ascending ? asset.sequence <= last : asset.sequence >= last)) continue;
    if (page.length === max) {
      const sequence = page.at(-1)?.sequence ?? 0;
      return { assets: page, next_cursor: textOf({ sequence, madeAt: now.getTime() }) };
    }
    page.push(asset);
  }
  return { assets: page };
}
