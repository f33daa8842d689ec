import { alternativeRevisionKey, revisionKey } from '../bucket/bucket-layout.ts';
import type { JournalEntry } from '../journal/journal-entry.ts';
import type { Instant } from '../text/instant.ts';
import { expectedOfEntry, md5OfEtag } from './expected-revision.ts';

/** What the journal has told of a key since a run began. */
export interface LaterTold {
  readonly key: string;
  /** Whether it tells that the object is in the bucket, or that Cloudinary no longer gives the revision. */
  readonly tells: 'stored' | 'gone';
  /** Of the revision, where it is known. */
  readonly md5?: string;
}

/**
 * What an entry tells: of the object that it names, or, where Cloudinary no longer gives a revision, of each key under
 * which that revision could be.
 *
 * @param since what was recorded before tells nothing of jobs that were sent after
 */
export function laterToldOf(entry: JournalEntry, since: Instant): readonly LaterTold[] {
  const stored = expectedOfEntry(entry);
  if (stored !== undefined) return [{ key: stored.key, tells: 'stored' }];
  if (entry.kind !== 'revision' || entry.recorded_at < since) return [];
  if (entry.outcome !== 'lost' && entry.outcome !== 'unobtainable') return [];
  const md5 = md5OfEtag(entry.etag);
  const keys = [
    revisionKey(entry.cloud, entry, entry),
    ...(md5 === undefined ? [] : [alternativeRevisionKey(entry.cloud, entry, entry, md5)]),
  ];
  return keys.map((key) => ({ key, tells: 'gone', ...(md5 !== undefined && { md5 }) }));
}
