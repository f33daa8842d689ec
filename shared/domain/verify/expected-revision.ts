import type { AssetReference } from '../asset/asset.ts';
import type { Revision } from '../asset/revision.ts';
import type { InventoryRecord } from '../inventory/inventory-record.ts';
import type { JournalEntry, StoredBytes } from '../journal/journal-entry.ts';
import type { Instant } from '../text/instant.ts';
import { withoutUndefined } from '../text/without-undefined.ts';

/** An object that the journal or an inventory says is in the bucket, and the revision that it holds. */
export interface ExpectedRevision extends AssetReference, Omit<Revision, 'etag'> {
  readonly key: string;
  /** Lower hex; absent if it was never recorded. */
  readonly md5?: string;
  readonly sha256?: string;
  /** How the bytes were checked when they were stored. */
  readonly verified: StoredBytes['verified'];
  /** When the event happened that recorded it. */
  readonly at: Instant;
}

/** The length and, if known, the MD5 of an object. */
export interface ObjectContent {
  readonly bytes: number;
  readonly md5?: string | undefined;
}

type Stored = Revision & Partial<StoredBytes>;

const MD5 = /^[0-9a-f]{32}$/;

/** The ETag if it is an MD5; `undefined` if not, as for an object that was uploaded in parts. */
export function md5OfEtag(etag: string | undefined): string | undefined {
  return etag !== undefined && MD5.test(etag) ? etag : undefined;
}

function expectedOf(asset: AssetReference, stored: Stored, at: Instant): ExpectedRevision | undefined {
  const { key, sha256, verified = 'length', version, version_id, format, bytes, etag } = stored;
  if (key === undefined) return undefined;
  const { resource_type, type, public_id, asset_id } = asset;
  return withoutUndefined({
    key,
    bytes,
    md5: md5OfEtag(etag),
    sha256,
    verified,
    resource_type,
    type,
    public_id,
    asset_id,
    version,
    version_id,
    format,
    at,
  });
}

/** The object that an entry of the journal records, if any. */
export function expectedOfEntry(entry: JournalEntry): ExpectedRevision | undefined {
  switch (entry.kind) {
    case 'revision':
      return expectedOf(entry, entry, entry.at);
    case 'renamed': {
      // The copy is under the new name.
      const asset = { ...entry, public_id: entry.to_public_id, type: entry.to_type ?? entry.type };
      return entry.revision && expectedOf(asset, entry.revision, entry.at);
    }
    case 'observed':
      return entry.revision && expectedOf(entry, entry.revision, entry.at);
    default:
      return undefined;
  }
}

/** The object that a row of a finished inventory records, if any. */
export function expectedOfRecord(record: InventoryRecord): ExpectedRevision | undefined {
  return expectedOf(record, record, record.listed_at);
}

/** Whether an object is the expected one, by length and MD5: an unknown MD5 contradicts nothing. */
export function isAsExpected(found: ObjectContent, { bytes, md5 }: ObjectContent): boolean {
  return found.bytes === bytes && (md5 === undefined || found.md5 === undefined || found.md5 === md5);
}

/**
 * The weight of an expectation. If several name one key, the heaviest counts, and of equals the first. Expectations
 * that were verified by MD5 come first, then those that match the object.
 *
 * @param matches whether the object is as expected
 */
export function weightOf({ md5, verified, sha256, asset_id }: ExpectedRevision, matches: boolean): number {
  return (
    (md5 !== undefined && verified === 'md5' ? 16 : 0) +
    (matches ? 8 : 0) +
    (md5 !== undefined ? 4 : 0) +
    (sha256 !== undefined ? 2 : 0) +
    (asset_id !== undefined ? 1 : 0)
  );
}
