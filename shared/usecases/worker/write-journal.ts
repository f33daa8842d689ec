import { createHash } from 'node:crypto';
import { journalKey } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import { journalFile } from '#shared/domain/journal/journal-file.ts';
import { ulid } from '#shared/domain/journal/ulid.ts';
import { instantOfDate } from '#shared/domain/text/instant.ts';
import type { ObjectStore } from '../object-store.ts';

/** What writing the journal needs besides the entries. */
export interface JournalWrite {
  readonly store: ObjectStore;
  readonly now: Date;
  /** At least 10 random bytes. */
  readonly entropy: Uint8Array;
  readonly writtenBy: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/**
 * Writes one journal object.
 *
 * @throws PipelineError when it is not certain that the entries are in the bucket
 */
export async function writeJournal(
  cloud: string,
  entries: readonly Unrecorded[],
  { store, now, entropy, writtenBy, signal }: JournalWrite,
): Promise<void> {
  const key = journalKey(cloud, now, ulid(now.getTime(), entropy));
  const body = journalFile(entries, instantOfDate(now));
  const md5 = createHash('md5').update(body).digest('hex');
  const attributes = { contentType: 'application/x-ndjson', metadata: writtenBy };
  if ((await store.put(key, body, { ...attributes, md5, signal })) === 'created') return;
  // The key is taken: by our own attempt, whose answer was lost, or because the entropy is badly broken.
  if ((await store.head(key))?.md5 === md5) return;
  throw new PipelineError('key-taken', `The journal key ${key} is taken. A retry uses another key.`);
}
