/** One of Cloudinary's listings: each covers one resource type and one delivery type. */
export interface Listing {
  readonly resource_type: string;
  readonly type: string;
}

/**
 * Every listing of originals, in the order in which a run takes them. Assets of other delivery types are fetched or
 * derived.
 *
 * Source: https://cloudinary.com/documentation/admin_api#get_resources
 */
export const LISTINGS: readonly Listing[] = ['image', 'video', 'raw'].flatMap((resource_type) =>
  ['upload', 'private', 'authenticated'].map((type) => ({ resource_type, type })),
);

/** Where a run is in the listings: what the next call must ask for. */
export interface ListingPosition {
  /** An index of {@link LISTINGS}. */
  readonly listing: number;
  /** Cloudinary's `next_cursor`; absent for the first page. */
  readonly cursor?: string;
  /** Begin with assets of this time, ISO 8601, after Cloudinary rejected a cursor. */
  readonly startAt?: string;
}
