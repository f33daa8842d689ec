import { createHash } from 'node:crypto';
import { identityText } from '../../../shared/domain/asset/asset.ts';
import type { JournalEntry, RevisionEntry } from '../../../shared/domain/journal/journal-entry.ts';
import type { ExpectedRevision } from '../scenario/expected-revision.ts';
import type { BucketReader } from './backup-bucket.ts';

/**
 * - `OK`: the object has the bytes of the source file
 * - `MISSING`: there is none
 * - `WRONG`: it has other bytes
 * - `LOST`: there is none because the revision was replaced before anyone could copy it, and the journal says so
 */
export type Verdict = 'OK' | 'MISSING' | 'WRONG' | 'LOST';

/** A revision that Cloudinary had, beside what the bucket holds of it. */
export interface RevisionCheck {
  readonly expected: ExpectedRevision;
  readonly verdict: Verdict;
  /** Of the object, fetched and hashed again. */
  readonly stored?: { readonly bytes: number; readonly md5: string };
}

/** Fetches the object of a revision and hashes it. Nothing that the pipeline itself says counts, but for a loss. */
export async function checkRevision(
  expected: ExpectedRevision,
  bucket: BucketReader,
  journal: readonly JournalEntry[],
): Promise<RevisionCheck> {
  const content = await bucket.read(expected.key);
  if (content === undefined) {
    const lost = expected.mayBeLost && journal.some((entry) => tellsLossOf(expected, entry));
    return { expected, verdict: lost ? 'LOST' : 'MISSING' };
  }
  const stored = { bytes: content.length, md5: createHash('md5').update(content).digest('hex') };
  const exact = stored.md5 === expected.source.md5 && stored.bytes === expected.source.bytes;
  return { expected, verdict: exact ? 'OK' : 'WRONG', stored };
}

/** A loss counts as told only with what Cloudinary said instead. */
function tellsLossOf(expected: ExpectedRevision, entry: JournalEntry): boolean {
  return isAbout(expected, entry) && entry.outcome === 'lost' && entry.proof !== undefined;
}

/** Whether an entry of the journal is about this revision. */
export function isAbout(expected: ExpectedRevision, entry: JournalEntry): entry is RevisionEntry {
  return (
    entry.kind === 'revision' &&
    identityText(entry) === identityText(expected.asset) &&
    entry.version === expected.version &&
    entry.etag === expected.source.md5
  );
}
