import type { ObjectKey } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { SourceKind, StoredBytes } from '#shared/domain/journal/journal-entry.ts';
import type { ByteSource } from '../byte-source.ts';
import { type SinkResult, type SinkWrite, storeExactBytes } from '../sink/store-exact-bytes.ts';
import { type Expectation, verifiedChunks } from '../sink/verified-chunks.ts';
import {
  alternativeKeyFor,
  expectationOf,
  holds,
  keyFor,
  objectAttributes,
  type RevisionToStore,
} from './revision-to-store.ts';
import type { WorkContext } from './worker-context.ts';

/** The bytes are in the bucket, by this attempt or an earlier one. */
export interface StoredRevision {
  readonly outcome: 'stored' | 'already-stored';
  readonly stored: StoredBytes;
}

/** A source that may have a revision's bytes. */
export interface ByteOpener {
  readonly source: SourceKind;
  /** Opens the bytes, from the beginning each time. */
  open(): Promise<ByteSource>;
}

/**
 * A store that finds the key taken may close the connection while the body is still being sent. Its answer is then lost
 * in a broken pipe, so we check whether the key is taken.
 */
async function putUnlessTaken(write: SinkWrite): Promise<SinkResult> {
  try {
    return await storeExactBytes(write);
  } catch (error) {
    const hasFailed = error instanceof PipelineError && error.code === 'storage-failed';
    if (!hasFailed || (await write.store.head(write.key)) === undefined) throw error;
    return { result: 'exists' };
  }
}

/** The MD5 of a source's bytes, read without storing them. */
async function md5Of(from: ByteOpener, expected: Expectation): Promise<string> {
  const source = await from.open();
  try {
    const { chunks, digests } = verifiedChunks(source.chunks, expected);
    for await (const _ of chunks);
    return digests().md5;
  } finally {
    await source.cancel();
  }
}

/** What to store, and the key to try first. */
async function planOf(what: RevisionToStore, from: ByteOpener): Promise<{ expected: Expectation; key: ObjectKey }> {
  const expected = expectationOf(what.revision);
  if (!what.damaged) return { expected, key: keyFor(what) };
  // Without a reported MD5, that of the arriving bytes goes into the key, and they must arrive once more.
  const md5 = expected.md5 ?? (await md5Of(from, expected));
  return { expected: { ...expected, md5 }, key: alternativeKeyFor(what, md5) };
}

/**
 * Stores a revision under its key or, if that holds other bytes or is damaged, under the alternative one. Never
 * overwrites.
 *
 * @throws WrongBytesError when the opener delivers other bytes; PipelineError `key-taken` when both keys hold other
 *   bytes
 */
export async function storeRevision(
  what: RevisionToStore,
  from: ByteOpener,
  { store, signal, writtenBy }: Pick<WorkContext, 'store' | 'signal' | 'writtenBy'>,
): Promise<StoredRevision> {
  let { expected, key } = await planOf(what, from);
  for (;;) {
    const source = await from.open();
    const attributes = objectAttributes(what, from.source, source.contentType, writtenBy);
    const { result, digests } = await putUnlessTaken({ store, key, source, expected, attributes, signal });
    const stored: StoredBytes = {
      key,
      ...(digests !== undefined && { sha256: digests.sha256 }),
      verified: what.revision.etag === undefined ? 'length' : 'md5',
      source: from.source,
    };
    if (result === 'created') return { outcome: 'stored', stored };
    const md5 = expected.md5 ?? digests?.md5;
    if (md5 === undefined) break;
    expected = { ...expected, md5 };
    const object = await store.head(key);
    if (object !== undefined && holds(object, expected)) return { outcome: 'already-stored', stored };
    const alternative = alternativeKeyFor(what, md5);
    if (key === alternative) break;
    key = alternative;
  }
  throw new PipelineError(
    'key-taken',
    `${key} holds bytes that are not the revision's. Nothing was overwritten. Verify the bucket, then redrive the message.`,
  );
}
