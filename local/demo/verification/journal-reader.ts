import { JOURNAL_PREFIX } from '../../../shared/domain/bucket/bucket-layout.ts';
import type { JournalEntry } from '../../../shared/domain/journal/journal-entry.ts';
import { readJournalFile } from '../../../shared/domain/journal/journal-file.ts';
import type { BucketReader } from './backup-bucket.ts';

/** The journal in the bucket, read on: an object that was read once is never written again. */
export class JournalReader {
  readonly #bucket: BucketReader;
  readonly #prefix: string;
  readonly #read = new Map<string, readonly JournalEntry[]>();
  /** Lines that are no entries. */
  readonly unreadable: string[] = [];

  constructor(bucket: BucketReader, cloud: string) {
    this.#bucket = bucket;
    this.#prefix = `${JOURNAL_PREFIX}${cloud}/`;
  }

  /** Everything that the journal tells by now. */
  async entries(): Promise<readonly JournalEntry[]> {
    for (const key of await this.#bucket.list(this.#prefix)) {
      if (this.#read.has(key)) continue;
      const content = (await this.#bucket.read(key)) ?? new Uint8Array();
      const entries = readJournalFile(content, (line) => this.unreadable.push(`${key}:${line}`));
      this.#read.set(key, entries);
    }
    return [...this.#read.values()].flat();
  }
}
