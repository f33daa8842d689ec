import type { AssetReference } from '../asset/asset.ts';
import { detailsOf } from '../asset/asset-details.ts';
import type { AssetDetails, CurrentAsset, Revision } from '../asset/revision.ts';
import type { StoredBytes } from '../journal/journal-entry.ts';
import type { InventoryRow } from '../journal/library-state.ts';
import type { Instant } from '../text/instant.ts';
import { withoutUndefined } from '../text/without-undefined.ts';
import type { UnprotectedReason } from './inventory-documents.ts';

/** What a finished inventory says about an asset's current revision. */
export type ProtectionStatus = 'protected' | 'excluded' | UnprotectedReason;

/**
 * One line of an inventory: an asset as Cloudinary listed it, flat, and where its bytes are. An absent detail is
 * unknown.
 */
export interface InventoryRecord extends AssetReference, Revision, AssetDetails, Partial<StoredBytes> {
  readonly v: 1;
  readonly cloud: string;
  readonly asset_id: string;
  readonly listed_at: Instant;
  /** Listed without its original, for example because moderation withdrew it. */
  readonly placeholder?: true;
  /** The status in a finished inventory. */
  readonly status?: ProtectionStatus;
  /** How many runs have failed to copy this revision. */
  readonly tries?: number;
  /** Why it is not protected, in words. */
  readonly detail?: string;
  /** During a run: its job was already queued while listing. */
  readonly queued?: true;
}

/** An asset as it was listed; `undefined` without an asset_id, which every listing should give. */
export function recordOf(
  cloud: string,
  { asset, revision, details, placeholder }: CurrentAsset,
  listedAt: Instant,
): InventoryRecord | undefined {
  return asset.asset_id === undefined
    ? undefined
    : {
        v: 1,
        cloud,
        listed_at: listedAt,
        ...asset,
        asset_id: asset.asset_id,
        ...revision,
        ...details,
        ...(placeholder && { placeholder }),
      };
}

/** A line of an inventory's file. */
export function parseRecord(line: string): InventoryRecord {
  return JSON.parse(line) as InventoryRecord; // our own files
}

/** The reference to the asset of a record. */
export function referenceOfRecord(record: InventoryRecord): AssetReference & { readonly asset_id: string } {
  const { resource_type, type, public_id, asset_id } = record;
  return { resource_type, type, public_id, asset_id };
}

/** The revision of a record. */
export function revisionOf({
  version,
  version_id,
  format,
  bytes,
  etag,
}: Partial<Revision> & Pick<Revision, 'version' | 'bytes'>): Revision {
  return withoutUndefined({ version, version_id, format, bytes, etag });
}

/** Where a record's bytes are; `undefined` if it does not say. */
export function storedBytesOf({ key, sha256, verified, source }: Partial<StoredBytes>): StoredBytes | undefined {
  return key === undefined ? undefined : withoutUndefined({ key, sha256, verified: verified ?? 'length', source });
}

/** A record as a row for the fold. */
export function inventoryRowOf(record: InventoryRecord): InventoryRow {
  return {
    listed_at: record.listed_at,
    asset: referenceOfRecord(record),
    revision: { ...revisionOf(record), ...storedBytesOf(record) },
    details: detailsOf(record),
  };
}
