import type { JournalEntry } from '../../../shared/domain/journal/journal-entry.ts';
import type { ExpectedChange } from '../scenario/expected-change.ts';
import type { ExpectedRevision } from '../scenario/expected-revision.ts';
import type { BucketReader } from './backup-bucket.ts';
import { checkRevision, isAbout, type RevisionCheck } from './revision-check.ts';

/** A change, and whether the journal tells it. */
export interface ChangeCheck {
  readonly expected: ExpectedChange;
  readonly told: boolean;
}

/** What the bucket holds, beside what Cloudinary had. */
export interface Verification {
  readonly revisions: readonly RevisionCheck[];
  readonly changes: readonly ChangeCheck[];
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
  const changes = expected.changes.map((change) => ({ expected: change, told: journal.some(change.isToldBy) }));
  const problems = [
    ...(revisions.length === 0 ? ['nothing was uploaded'] : []),
    ...revisions.flatMap((check) => problemsOf(check, journal)),
    ...changes.filter(({ told }) => !told).map(({ expected: { what } }) => `${what}: the journal does not tell it`),
  ];
  return { revisions, changes, problems };
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
