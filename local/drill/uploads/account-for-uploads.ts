import type { ExpectedRevision } from '#local/demo/scenario/expectations.ts';
import type { BucketReader } from '#local/demo/verification/backup-bucket.ts';
import type { JournalReader } from '#local/demo/verification/journal-reader.ts';
import { checkRevision, isAbout } from '#local/demo/verification/verification.ts';

/** Where the proof looks. */
export interface Evidence {
  readonly bucket: BucketReader;
  readonly journal: JournalReader;
}

const STORED: readonly (string | undefined)[] = ['stored', 'already-stored'];

/**
 * Fetches and hashes the object of every upload, and looks each up in the journal. Gives what is not as it must be, in
 * words: nothing when nothing is lost.
 */
export async function accountForUploads(
  uploads: readonly ExpectedRevision[],
  { bucket, journal }: Evidence,
): Promise<readonly string[]> {
  const entries = await journal.entries();
  const problems: string[] = [...journal.unreadable.map((line) => `${line} of the journal cannot be read`)];
  for (const upload of uploads) {
    const { verdict } = await checkRevision(upload, bucket, entries);
    if (verdict !== 'OK') problems.push(`${upload.key}: ${verdict}`);
    const isRecorded = entries.some((entry) => isAbout(upload, entry) && STORED.includes(entry.outcome));
    if (!isRecorded) problems.push(`${upload.asset.public_id}: the journal does not tell that it was stored`);
  }
  return problems;
}
