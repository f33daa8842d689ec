import type { BucketReader } from '#local/verification/backup-bucket.ts';
import type { ExpectedRevision } from '#local/verification/expectations.ts';
import type { JournalReader } from '#local/verification/journal-reader.ts';
import { checkRevision, isAbout } from '#local/verification/verification.ts';

/** Where to look for uploads. */
export interface Evidence {
  readonly bucket: BucketReader;
  readonly journal: JournalReader;
}

const STORED: readonly (string | undefined)[] = ['stored', 'already-stored'];

/**
 * Fetches and hashes the object of every upload, and looks up each in the journal. Gives everything that is wrong, in
 * words; empty if nothing is lost.
 */
export async function accountForUploads(
  uploads: readonly ExpectedRevision[],
  { bucket, journal }: Evidence,
): Promise<readonly string[]> {
  const entries = await journal.entries();
  const problems: string[] = [...journal.unreadable.map((line) => `journal line ${line} cannot be read`)];
  for (const upload of uploads) {
    const { result } = await checkRevision(upload, bucket, entries);
    if (result !== 'OK') problems.push(`${upload.key}: ${result}`);
    const isRecorded = entries.some((entry) => isAbout(upload, entry) && STORED.includes(entry.outcome));
    if (!isRecorded) problems.push(`${upload.asset.public_id}: the journal does not say that it was stored`);
  }
  return problems;
}
