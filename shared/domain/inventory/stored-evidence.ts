import type { Revision } from '../asset/revision.ts';
import { alternativeRevisionKey, revisionKey } from '../bucket/bucket-layout.ts';
import { isOfVerify } from '../journal/event-order.ts';
import type { JournalEntry, StoredBytes } from '../journal/journal-entry.ts';
import { type InventoryRecord, storedBytesOf } from './inventory-record.ts';
import type { Knowledge } from './recorded-state.ts';

type MaybeStored = Revision & Partial<StoredBytes>;

/** The revision that an entry records, if any. */
export function revisionIn(entry: JournalEntry): MaybeStored | undefined {
  if (entry.kind === 'revision') return entry;
  return entry.kind === 'renamed' || entry.kind === 'observed' ? entry.revision : undefined;
}

/**
 * Whether a known revision is the listed one. Cloudinary's listings have no version_id, and may lack the etag.
 */
export function isSameRevision(known: Revision, listed: Revision): boolean {
  return (
    known.version === listed.version &&
    known.bytes === listed.bytes &&
    (listed.etag === undefined || known.etag === listed.etag)
  );
}

/** The keys under which a record's revision may be stored: its own, and the alternative one. */
export function keysOfRecord(record: InventoryRecord): readonly string[] {
  return [
    revisionKey(record.cloud, record, record),
    ...(record.etag === undefined ? [] : [alternativeRevisionKey(record.cloud, record, record, record.etag)]),
  ];
}

/** An entry, and the revision that it records. */
interface RecordedRevision {
  readonly entry: JournalEntry;
  readonly revision: MaybeStored;
}

/** What has been written since verify last found the revision's object missing or damaged, its own entry first. */
function sinceVerified(recorded: readonly RecordedRevision[]): readonly RecordedRevision[] | undefined {
  const written = recorded.toSorted((a, b) => (a.entry.recorded_at <= b.entry.recorded_at ? -1 : 1));
  const verified = written.findLastIndex(({ entry }) => isOfVerify(entry));
  return verified === -1 ? undefined : written.slice(verified);
}

/**
 * The evidence that a listed revision is in the bucket under its present name: from the journal, whatever the time of
 * the event, or from the previous inventory. Evidence from before verify found the object missing or damaged does not
 * count.
 */
export function storedEvidence(record: InventoryRecord, { previous, events }: Knowledge): StoredBytes | undefined {
  const recorded = events.flatMap((entry): readonly RecordedRevision[] => {
    const revision = revisionIn(entry);
    return revision !== undefined && isSameRevision(revision, record) ? [{ entry, revision }] : [];
  });
  const before = previous !== undefined && isSameRevision(previous, record) ? [previous] : [];
  const since = sinceVerified(recorded);
  const witnesses = [...(since ?? recorded).map(({ revision }) => revision), ...(since === undefined ? before : [])];
  const fitting = witnesses.flatMap((witness) => {
    const stored = storedBytesOf(witness);
    if (stored === undefined) return [];
    // The witness may know the etag, which is part of the alternative key, even if the listing lacks it.
    const keys = keysOfRecord({ ...record, ...(witness.etag !== undefined && { etag: witness.etag }) });
    return keys.includes(stored.key) ? [stored] : [];
  });
  // A witness with a SHA-256 comes from an attempt that read the bytes.
  return fitting.find((stored) => stored.sha256 !== undefined) ?? fitting[0];
}
