import type { CurrentAsset } from '#shared/domain/asset/revision.ts';
import type { Quota } from '#shared/domain/cloudinary/quota.ts';
import type { Listing, ListingPosition } from '#shared/domain/inventory/listing.ts';

/** One page of a listing. */
export interface ListingPage {
  /**
   * The assets that are there, oldest first. Of their details, what the listing was asked for and did not give is empty
   * (`tags`, `context`, `metadata`); what it cannot be asked for is absent. Deleted assets are left out.
   */
  readonly assets: readonly CurrentAsset[];
  /** Items without version or bytes, of which no row can be made. */
  readonly unreadable: number;
  /** The cursor of the next page; absent on the last one. */
  readonly next?: string;
}

/** What Cloudinary says of the whole product environment. */
export interface LibraryUsage {
  /** Original assets. */
  readonly assets: number;
  /** Bytes stored, those of derived assets and of backups too; `undefined` where it does not say. */
  readonly storedBytes: number | undefined;
  /** The bandwidth of the current billing period in bytes, used and allowed, where it says so. */
  readonly bandwidth: { readonly used: number; readonly limit: number | undefined } | undefined;
  readonly plan: string | undefined;
}

/**
 * The library at Cloudinary, as a run lists it. Every call counts against the Admin API's quota, of which a reserve is
 * left.
 *
 * Failures are PipelineErrors: `throttled`, with `retryAt` where the quota is down to the reserve, and without where
 * Cloudinary refused a call; `origin-failed`; `credentials-unavailable`; `cursor-rejected`.
 */
export interface LibraryListing {
  /**
   * Up to 500 assets of a listing in the order of their creation, with tags, context and metadata. Coordinates are no
   * part of a listing.
   */
  page(listing: Listing, at: Omit<ListingPosition, 'listing'>, signal: AbortSignal): Promise<ListingPage>;
  /** Which of at most 100 assets exist. */
  existing(assetIds: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>>;
  usage(signal: AbortSignal): Promise<LibraryUsage>;
  /** What Cloudinary last said of the quota. */
  quota(): Quota | undefined;
  /** Takes up what an earlier invocation was told of the quota; what Cloudinary says itself takes precedence. */
  recall(quota: Quota): void;
}
