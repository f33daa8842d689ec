import type { CurrentAsset } from '#shared/domain/asset/revision.ts';
import type { Quota } from '#shared/domain/cloudinary/quota.ts';
import type { Listing, ListingPosition } from '#shared/domain/inventory/listing.ts';

/** One page of a listing. */
export interface ListingPage {
  /**
   * The assets that exist, oldest first, without deleted ones. Details that the listing was asked for and did not give
   * are empty (`tags`, `context`, `metadata`); those that it cannot give are absent.
   */
  readonly assets: readonly CurrentAsset[];
  /** Items without version or bytes, for which there can be no row. */
  readonly unreadable: number;
  /** The cursor of the next page; absent on the last one. */
  readonly next?: string;
}

/** What Cloudinary says about the whole cloud. */
export interface LibraryUsage {
  /** Original assets. */
  readonly assets: number;
  /** Bytes stored, including derived assets and backups; `undefined` if it does not say. */
  readonly storedBytes: number | undefined;
  /** The bandwidth of the current billing period in bytes, used and allowed; `undefined` if it does not say. */
  readonly bandwidth: { readonly used: number; readonly limit: number | undefined } | undefined;
  readonly plan: string | undefined;
}

/**
 * The library at Cloudinary, as a run lists it. Every call counts against the Admin API's quota, and a reserve of it is
 * left to others.
 *
 * Failures are PipelineErrors: `throttled`, with `retryAt` if the quota is down to the reserve, and without it if
 * Cloudinary refused a call; `cloudinary-failed`; `credentials-unavailable`; `cursor-rejected`.
 */
export interface LibraryListing {
  /**
   * Up to 500 assets of a listing in the order of their creation, with tags, context and metadata. Listings have no
   * coordinates.
   */
  page(listing: Listing, at: Omit<ListingPosition, 'listing'>, signal: AbortSignal): Promise<ListingPage>;
  /** Which of at most 100 assets exist. */
  existing(assetIds: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>>;
  usage(signal: AbortSignal): Promise<LibraryUsage>;
  /** What Cloudinary last said about the quota. */
  quota(): Quota | undefined;
  /** Starts from what an earlier invocation knew about the quota. What Cloudinary says later takes precedence. */
  recall(quota: Quota): void;
}
