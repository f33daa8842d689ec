import { createHash } from 'node:crypto';
import { identityText } from '#shared/domain/asset/asset.ts';
import type { JournalEntry, RevisionEntry } from '#shared/domain/journal/journal-entry.ts';
import type { ExpectedChange, ExpectedRevision } from '../scenario/expectations.ts';
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

/** What the bucket holds, beside what Cloudinary had. */
export interface Verification {
  readonly revisions: readonly RevisionCheck[];
  /** Each change, and whether the journal records it. */
  readonly changes: readonly { readonly expected: ExpectedChange; readonly told: boolean }[];
  /** Everything that is not as it must be, in words; empty if all is well. */
  readonly problems: readonly string[];
}

/** Fetches and hashes every revision, and looks every change up in the journal. */
export async function verify(
  expected: { readonly revisions: readonly ExpectedRevision[]; readonly changes: readonly ExpectedChange[] },
  bucket: BucketReader,
  journal: readonly JournalEntry[],
): Promise<Verification> {
  const revisions: RevisionCheck[] = [];
  for (const revision of expected.revisions) revisions.push(await checkRevision(revision, bucket, journal));
  const changes = expected.changes.map((change) => ({ expected: change, told: journal.some(change.isRecordedBy) }));
  const problems = [
    ...(revisions.length === 0 ? ['nothing was uploaded'] : []),
    ...revisions.flatMap((check) => problemsOf(check, journal)),
    ...changes.filter(({ told }) => !told).map(({ expected: { what } }) => `${what}: the journal does not tell it`),
  ];
  return { revisions, changes, problems };
}

/** Fetches the object of a revision and hashes it. Nothing that the pipeline itself says counts, but for a loss. */
export async function checkRevision(
  expected: ExpectedRevision,
  bucket: BucketReader,
  journal: readonly JournalEntry[],
): Promise<RevisionCheck> {
  const content = await bucket.read(expected.key);
  if (content === undefined) {
    // A loss counts as recorded only with what Cloudinary said instead.
    const isLoss = (entry: JournalEntry) =>
      isAbout(expected, entry) && entry.outcome === 'lost' && entry.proof !== undefined;
    return { expected, verdict: expected.mayBeLost && journal.some(isLoss) ? 'LOST' : 'MISSING' };
  }
  const stored = { bytes: content.length, md5: createHash('md5').update(content).digest('hex') };
  const exact = stored.md5 === expected.source.md5 && stored.bytes === expected.source.bytes;
  return { expected, verdict: exact ? 'OK' : 'WRONG', stored };
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

function problemsOf({ expected, verdict, stored }: RevisionCheck, journal: readonly JournalEntry[]): string[] {
  const { key, source, timed, seconds, asset } = expected;
  if (verdict === 'MISSING') return [`${key} is missing`];
  if (verdict === 'WRONG')
    return [`${key} has MD5 ${stored?.md5} (${stored?.bytes} bytes), not ${source.md5} (${source.bytes} bytes)`];
  if (verdict === 'OK' && timed && seconds === undefined)
    return [`${key} came only when nobody waited for it any more`];
  const wasUploaded = timed || expected.mayBeLost;
  const told = journal.some((entry) => isAbout(expected, entry));
  return wasUploaded && !told ? [`the upload of ${asset.public_id} (${expected.version}) is not in the journal`] : [];
}
