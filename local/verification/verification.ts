import { createHash } from 'node:crypto';
import { identityText } from '#shared/domain/asset/asset.ts';
import type { JournalEntry, RevisionEntry } from '#shared/domain/journal/journal-entry.ts';
import type { BucketReader } from './backup-bucket.ts';
import type { ExpectedChange, ExpectedRevision } from './expectations.ts';

/**
 * - `OK`: the object has the bytes of the source file
 * - `MISSING`: there is no object
 * - `WRONG`: the object has other bytes
 * - `LOST`: there is no object because the revision was replaced before anyone could copy it, and the journal says so
 */
export type CheckResult = 'OK' | 'MISSING' | 'WRONG' | 'LOST';

/** A revision that Cloudinary had, and what the bucket holds of it. */
export interface RevisionCheck {
  readonly expected: ExpectedRevision;
  readonly result: CheckResult;
  /** The object, fetched and hashed again. */
  readonly stored?: { readonly bytes: number; readonly md5: string };
}

/** What the bucket holds, compared with what Cloudinary had. */
export interface Verification {
  readonly revisions: readonly RevisionCheck[];
  /** Each change, and whether the journal records it. */
  readonly changes: readonly { readonly expected: ExpectedChange; readonly recorded: boolean }[];
  /** Everything that is wrong, in words; empty if all is well. */
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
  const changes = expected.changes.map((change) => ({ expected: change, recorded: journal.some(change.isRecordedBy) }));
  const problems = [
    ...(revisions.length === 0 ? ['nothing was uploaded'] : []),
    ...revisions.flatMap((check) => problemsOf(check, journal)),
    ...changes.filter(({ recorded }) => !recorded).map(({ expected: { what } }) => `${what}: not in the journal`),
  ];
  return { revisions, changes, problems };
}

/** Fetches the object of a revision and hashes it. What the pipeline itself reports counts only for a loss. */
export async function checkRevision(
  expected: ExpectedRevision,
  bucket: BucketReader,
  journal: readonly JournalEntry[],
): Promise<RevisionCheck> {
  const content = await bucket.read(expected.key);
  if (content === undefined) {
    // A loss counts only with a proof: what Cloudinary answered.
    const isLoss = (entry: JournalEntry) =>
      isAbout(expected, entry) && entry.outcome === 'lost' && entry.proof !== undefined;
    return { expected, result: expected.mayBeLost && journal.some(isLoss) ? 'LOST' : 'MISSING' };
  }
  const stored = { bytes: content.length, md5: createHash('md5').update(content).digest('hex') };
  const exact = stored.md5 === expected.source.md5 && stored.bytes === expected.source.bytes;
  return { expected, result: exact ? 'OK' : 'WRONG', stored };
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

function problemsOf({ expected, result, stored }: RevisionCheck, journal: readonly JournalEntry[]): string[] {
  const { key, source, timed, seconds, asset } = expected;
  if (result === 'MISSING') return [`${key} is missing`];
  if (result === 'WRONG')
    return [`${key} has MD5 ${stored?.md5} (${stored?.bytes} bytes), not ${source.md5} (${source.bytes} bytes)`];
  if (result === 'OK' && timed && seconds === undefined)
    return [`${key} arrived too late, after the wait for it had ended`];
  const wasUploaded = timed || expected.mayBeLost;
  const recorded = journal.some((entry) => isAbout(expected, entry));
  return wasUploaded && !recorded
    ? [`the upload of ${asset.public_id} (${expected.version}) is not in the journal`]
    : [];
}
