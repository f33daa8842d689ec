import type { AssetReference } from '../asset/asset.ts';
import type { Revision } from '../asset/revision.ts';
import type { InventoryRecord } from '../inventory/inventory-record.ts';
import type { JournalEntry, StoredBytes } from '../journal/journal-entry.ts';
import type { Instant } from '../text/instant.ts';
import { withoutUndefined } from '../text/without-undefined.ts';

/** An object that journal or inventory say is in the bucket, and the revision that it holds. */
export interface ExpectedRevision extends AssetReference, Omit<Revision, 'etag'> {
  readonly key: string;
  /** Lower hex; absent where nobody ever told it. */
  readonly md5?: string;
  readonly sha256?: string;
  /** How the bytes were checked when they were stored. */
  readonly verified: StoredBytes['verified'];
  /** When the event happened that tells of it. */
  readonly at: Instant;
}

/** What an object is, as far as it is known: its length and its MD5. */
export interface ObjectContent {
  readonly bytes: number;
  readonly md5?: string | undefined;
}

type Stored = Revision & Partial<StoredBytes>;

const MD5 = /^[0-9a-f]{32}$/;

/** The MD5 that an ETag is; `undefined` where it is none, as of an object that came in parts. */
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

/** The object that an entry of the journal tells of, if it tells of one. */
export function expectedOfEntry(entry: JournalEntry): ExpectedRevision | undefined {
  switch (entry.kind) {
    case 'revision':
      return expectedOf(entry, entry, entry.at);
    case 'renamed': {
      // The copy is the one under the new name.
      const asset = { ...entry, public_id: entry.to_public_id, type: entry.to_type ?? entry.type };
      return entry.revision && expectedOf(asset, entry.revision, entry.at);
    }
    case 'observed':
      return entry.revision && expectedOf(entry, entry.revision, entry.at);
    default:
      return undefined;
  }
}

/** The object that a row of a finished inventory tells of, if it tells of one. */
export function expectedOfRecord(record: InventoryRecord): ExpectedRevision | undefined {
  return expectedOf(record, record, record.listed_at);
}

/** Whether an object is the expected one, as far as length and MD5 tell: what is unknown contradicts nothing. */
export function isAsExpected(found: ObjectContent, { bytes, md5 }: ObjectContent): boolean {
  return found.bytes === bytes && (md5 === undefined || found.md5 === undefined || found.md5 === md5);
}

/**
 * How much an expectation tells: of several that name one key, the one that tells most counts, and of equals the one
 * that was told first. What was verified by MD5 comes before all; then what is there.
 *
 * @param matches whether the object is as it says
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
