import type { Revision } from '../asset/revision.ts';
import { alternativeRevisionKey, revisionKey } from '../bucket/bucket-layout.ts';
import { isOfVerify } from '../journal/event-order.ts';
import type { JournalEntry, StoredBytes } from '../journal/journal-entry.ts';
import { type InventoryRecord, storedBytesOf } from './inventory-record.ts';
import type { Knowledge } from './told-state.ts';

type MaybeStored = Revision & Partial<StoredBytes>;

function revisionIn(entry: JournalEntry): MaybeStored | undefined {
  if (entry.kind === 'revision') return entry;
  return entry.kind === 'renamed' || entry.kind === 'observed' ? entry.revision : undefined;
}

/**
 * Whether what is known of a revision is about the listed one, as far as Cloudinary's listings tell: they have no
 * version_id, and may lack the etag.
 */
export function isSameRevision(known: Revision, listed: Revision): boolean {
  return (
    known.version === listed.version &&
    known.bytes === listed.bytes &&
    (listed.etag === undefined || known.etag === listed.etag)
  );
}

/** The keys under which a record's revision may be stored: its own, or that beside other bytes. */
export function keysOfRecord(record: InventoryRecord): readonly string[] {
  return [
    revisionKey(record.cloud, record, record),
    ...(record.etag === undefined ? [] : [alternativeRevisionKey(record.cloud, record, record, record.etag)]),
  ];
}

/** An entry, and what it tells of a revision. */
interface Told {
  readonly entry: JournalEntry;
  readonly revision: MaybeStored;
}

/** What has been written since verify last found the revision's object missing or damaged, its own entry first. */
function sinceVerified(told: readonly Told[]): readonly Told[] | undefined {
  const written = told.toSorted((a, b) => (a.entry.recorded_at <= b.entry.recorded_at ? -1 : 1));
  const verdict = written.findLastIndex(({ entry }) => isOfVerify(entry));
  return verdict === -1 ? undefined : written.slice(verdict);
}

/**
 * What says that a listed revision is in the bucket, under its present name: the journal, whenever the event may have
 * been that it tells of, or the previous inventory. What was said before verify found the object missing or damaged
 * counts no more.
 */
export function storedEvidence(record: InventoryRecord, { previous, events }: Knowledge): StoredBytes | undefined {
  const told = events.flatMap((entry): readonly Told[] => {
    const revision = revisionIn(entry);
    return revision !== undefined && isSameRevision(revision, record) ? [{ entry, revision }] : [];
  });
  const before = previous !== undefined && isSameRevision(previous, record) ? [previous] : [];
  const since = sinceVerified(told);
  const witnesses = [...(since ?? told).map(({ revision }) => revision), ...(since === undefined ? before : [])];
  const fitting = witnesses.flatMap((witness) => {
    const stored = storedBytesOf(witness);
    if (stored === undefined) return [];
    // The witness may know the etag, which names the alternative key, where the listing lacks it.
    const keys = keysOfRecord({ ...record, ...(witness.etag !== undefined && { etag: witness.etag }) });
    return keys.includes(stored.key) ? [stored] : [];
  });
  // The one that has seen the bytes pass knows their SHA-256.
  return fitting.find((stored) => stored.sha256 !== undefined) ?? fitting[0];
}
