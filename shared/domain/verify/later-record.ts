import { alternativeRevisionKey, revisionKey } from '../bucket/bucket-layout.ts';
import type { JournalEntry } from '../journal/journal-entry.ts';
import type { Instant } from '../text/instant.ts';
import { expectedOfEntry, md5OfEtag } from './expected-revision.ts';

/** What the journal has recorded about a key since a run began. */
export interface LaterRecord {
  readonly key: string;
  /** The object is in the bucket, or Cloudinary no longer delivers the revision. */
  readonly state: 'stored' | 'gone';
  /** The revision's MD5, if it is known. */
  readonly md5?: string;
}

/**
 * What an entry records: about the object that it names or, if Cloudinary no longer delivers a revision, about each key
 * under which that revision could be.
 *
 * @param since when the run began: what was recorded before cannot be the outcome of the run's jobs
 */
export function laterRecordsOf(entry: JournalEntry, since: Instant): readonly LaterRecord[] {
  const stored = expectedOfEntry(entry);
  if (stored !== undefined) return [{ key: stored.key, state: 'stored' }];
  if (entry.kind !== 'revision' || entry.recorded_at < since) return [];
  if (entry.outcome !== 'lost' && entry.outcome !== 'unobtainable') return [];
  const md5 = md5OfEtag(entry.etag);
  const keys = [
    revisionKey(entry.cloud, entry, entry),
    ...(md5 === undefined ? [] : [alternativeRevisionKey(entry.cloud, entry, entry, md5)]),
  ];
  return keys.map((key) => ({ key, state: 'gone', ...(md5 !== undefined && { md5 }) }));
}
