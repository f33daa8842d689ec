import { JOURNAL_PREFIX } from '#shared/domain/bucket/bucket-layout.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { readJournalFile } from '#shared/domain/journal/journal-file.ts';
import type { BucketReader } from './backup-bucket.ts';

/** The journal in the bucket. */
export type JournalReader = ReturnType<typeof journalReader>;

/** Reads each object of the journal once: it is never written again. */
export function journalReader(bucket: BucketReader, cloud: string) {
  const read = new Map<string, readonly JournalEntry[]>();
  /** Lines that are not entries. */
  const unreadable: string[] = [];
  /** Every entry so far. */
  const entries = async (): Promise<readonly JournalEntry[]> => {
    for (const key of await bucket.list(`${JOURNAL_PREFIX}${cloud}/`)) {
      if (read.has(key)) continue;
      const content = (await bucket.read(key)) ?? new Uint8Array();
      read.set(
        key,
        readJournalFile(content, (line) => unreadable.push(`${key}:${line}`)),
      );
    }
    return [...read.values()].flat();
  };
  return { unreadable, entries };
}
