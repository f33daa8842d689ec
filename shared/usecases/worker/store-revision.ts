import { PipelineError } from '../../domain/errors.ts';
import type { ByteOrigin, StoredBytes } from '../../domain/journal/journal-entry.ts';
import type { ByteSource } from '../byte-source.ts';
import type { SinkResult, SinkWrite } from '../sink/sink-write.ts';
import { storeExactBytes } from '../sink/store-exact-bytes.ts';
import { objectAttributes } from './object-attributes.ts';
import { alternativeKeyFor, expectationOf, holds, keyFor, type RevisionToStore } from './revision-to-store.ts';
import type { WorkContext } from './worker-context.ts';

/** The bytes are in the bucket, by this attempt or an earlier one. */
export interface StoredRevision {
  readonly outcome: 'stored' | 'already-stored';
  readonly stored: StoredBytes;
}

/** Somewhere that may have a revision's bytes. */
export interface ByteOpener {
  readonly origin: ByteOrigin;
  /** Opens the bytes anew each time. */
  open(): Promise<ByteSource>;
}

/**
 * A store that finds the key taken may close the connection while the body is still on its way, so that its answer is
 * lost in a broken pipe: whether the key is taken tells.
 */
const putUnlessTaken = async (write: SinkWrite): Promise<SinkResult> => {
  try {
    return await storeExactBytes(write);
  } catch (error) {
    const hasFailed = error instanceof PipelineError && error.code === 'storage-failed';
    if (!hasFailed || (await write.store.head(write.key)) === undefined) throw error;
    return { result: 'exists' };
  }
};

/**
 * Stores a revision under its key or, where that holds other bytes, under the alternative one. Never overwrites.
 *
 * @throws WrongBytesError when the opener gives other bytes; PipelineError `key-taken` when both keys hold other bytes
 */
export const storeRevision = async (
  what: RevisionToStore,
  from: ByteOpener,
  { store, signal, writtenBy }: Pick<WorkContext, 'store' | 'signal' | 'writtenBy'>,
): Promise<StoredRevision> => {
  const expected = expectationOf(what.revision);
  let key = keyFor(what);
  for (const last of [false, true]) {
    const source = await from.open();
    const attributes = objectAttributes(what, from.origin, source.contentType, writtenBy);
    const { result, digests } = await putUnlessTaken({ store, key, source, expected, attributes, signal });
    const stored: StoredBytes = {
      key,
      ...(digests !== undefined && { sha256: digests.sha256 }),
      verified: expected.md5 === undefined ? 'length' : 'md5',
      source: from.origin,
    };
    if (result === 'created') return { outcome: 'stored', stored };
    const md5 = expected.md5 ?? digests?.md5;
    const object = await store.head(key);
    if (md5 !== undefined && object !== undefined && holds(object, { ...expected, md5 })) {
      return { outcome: 'already-stored', stored };
    }
    if (md5 === undefined || last) break;
    key = alternativeKeyFor(what, md5);
  }
  throw new PipelineError(
    'key-taken',
    `${key} holds other bytes than the revision's. Nothing was overwritten: verify the bucket, then redrive the message.`,
  );
};
