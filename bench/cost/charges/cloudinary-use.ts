import type { Assumptions } from '../assumptions.ts';

/** Cloudinary does not say which GB it counts: here 10^9 bytes, which gives the larger number. */
const GB = 1e9;
/** Assets in one answer of a listing. Source: https://cloudinary.com/documentation/admin_api */
const PAGE = 500;
/** Calls of the Admin API in an hour. Source: https://dev.classmethod.jp/en/articles/cloudinary-usage-api-deep-dive */
const CALLS_PER_HOUR = { free: 500, paid: 2000 } as const;

/** What ways of keeping copies of a library take of a Cloudinary plan. A credit is 1 GB of storage or of bandwidth. */
export interface CloudinaryUse {
  readonly assets: number;
  /** GB of bandwidth for one download of everything: this pipeline's, once. */
  readonly downloadOnce: number;
  /** GB of bandwidth in a month for what changes. */
  readonly downloadMonthly: number;
  /** GB of storage in every month that Cloudinary's own backup takes, before it has kept a second revision. */
  readonly nativeStorage: number;
  /** Calls to list everything once, and the hours that the quota makes of them. */
  readonly listingCalls: number;
  readonly listingHours: { readonly free: number; readonly paid: number };
}

/** Of a library of some size. */
export function cloudinaryUse(
  assets: number,
  { averageBytes, monthlyChanges }: Pick<Assumptions, 'averageBytes' | 'monthlyChanges'>,
): CloudinaryUse {
  const gigabytes = (assets * averageBytes) / GB;
  const listingCalls = Math.ceil(assets / PAGE);
  return {
    assets,
    downloadOnce: gigabytes,
    downloadMonthly: gigabytes * monthlyChanges,
    nativeStorage: gigabytes,
    listingCalls,
    listingHours: { free: listingCalls / CALLS_PER_HOUR.free, paid: listingCalls / CALLS_PER_HOUR.paid },
  };
}
