import type { ObjectKey } from '#shared/domain/bucket/bucket-layout.ts';
import type { ByteSource } from '../byte-source.ts';
import type { ObjectAttributes, ObjectStore, PutResult } from '../object-store.ts';
import { type Digests, type Expectation, verifiedChunks, WrongBytesError } from './verified-chunks.ts';

/** One write: the destination, the source with its expected bytes, and what aborts it. */
export interface SinkWrite {
  readonly store: ObjectStore;
  readonly key: ObjectKey;
  readonly source: ByteSource;
  readonly expected: Expectation;
  readonly attributes: ObjectAttributes;
  readonly signal: AbortSignal;
}

/** Whether this write created the object, and the digests if all bytes have been read. */
export interface SinkResult {
  readonly result: PutResult;
  readonly digests?: Digests;
}

/**
 * Streams a body in one PUT. A request whose body ends early hangs, and one whose body throws may do anything. So a
 * failing body stalls instead, and the request is aborted.
 */
async function putStreaming(write: SinkWrite): Promise<SinkResult> {
  const { store, key, source, expected, attributes, signal } = write;
  const { chunks, digests } = verifiedChunks(source.chunks, expected);
  const broken = new AbortController();
  const { promise: never } = Promise.withResolvers<never>();

  async function* unfailing(): AsyncGenerator<Uint8Array, void> {
    try {
      yield* chunks;
    } catch (error) {
      broken.abort(error);
      await never;
    }
  }

  const options = {
    ...attributes,
    ...(expected.md5 !== undefined && { md5: expected.md5 }),
    signal: AbortSignal.any([signal, broken.signal]),
  };
  try {
    const result = await store.putStream(key, unfailing(), expected.bytes, options);
    // A store that finds the key taken may answer before it has read the body.
    return result === 'created' ? { result, digests: digests() } : { result };
  } catch (error) {
    throw broken.signal.aborted ? broken.signal.reason : error;
  }
}

/** S3 allows 10,000 parts: 64 MiB each is enough for 625 GiB, more than Cloudinary accepts. In bytes. */
const PART_BYTES = 64 * 1024 * 1024;

/** Regroups chunks into parts of {@link PART_BYTES}, with one part in memory at a time. */
async function* partsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const part = new Uint8Array(PART_BYTES);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let rest = chunk; rest.length > 0; ) {
      const taken = rest.subarray(0, PART_BYTES - filled);
      part.set(taken, filled);
      filled += taken.length;
      rest = rest.subarray(taken.length);
      if (filled === PART_BYTES) {
        yield part;
        filled = 0;
      }
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}

/** Uploads a body in parts, if it exceeds the limit of a single PUT. Completes it only if length and MD5 match. */
export async function putInParts(write: SinkWrite): Promise<SinkResult> {
  const { store, key, source, expected, attributes, signal } = write;
  const { chunks, digests } = verifiedChunks(source.chunks, expected);
  const upload = await store.startMultipart(key, { ...attributes, signal });
  try {
    let number = 1;
    for await (const part of partsOf(chunks)) await upload.putPart(number++, part);
    const result = await upload.complete();
    if (result === 'exists') await upload.abort();
    return { result, digests: digests() };
  } catch (error) {
    await upload.abort();
    throw error;
  }
}

/** Up to this size, a body is held and verified before any byte is sent, so that the SDK can resend it. In bytes. */
export const MAX_HELD_BYTES = 8 * 1024 * 1024;
/** S3's limit on a single PUT. In bytes. */
const MAX_SINGLE_PUT_BYTES = 5 * 1024 ** 3;

/** Holds a small body in memory, verifies it, and then puts it in one request. */
async function putHeld({ store, key, source, expected, attributes, signal }: SinkWrite): Promise<SinkResult> {
  const { chunks, digests } = verifiedChunks(source.chunks, expected);
  const body = new Uint8Array(expected.bytes);
  let offset = 0;
  for await (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.length;
  }
  const seen = digests();
  const { md5, sha256 } = seen;
  return { result: await store.put(key, body, { ...attributes, md5, sha256, signal }), digests: seen };
}

/**
 * The one way into the bucket, whatever the source. Afterwards the key holds the expected bytes, or what it held
 * before, or nothing. The source is read to its end or cancelled.
 *
 * @throws WrongBytesError if the bytes are not those expected; nothing is stored then
 */
export async function storeExactBytes(write: SinkWrite): Promise<SinkResult> {
  const { source, expected } = write;
  try {
    if (source.length !== undefined && source.length !== expected.bytes) {
      throw new WrongBytesError(expected, { bytes: source.length });
    }
    if (expected.bytes <= MAX_HELD_BYTES) return await putHeld(write);
    if (expected.bytes <= MAX_SINGLE_PUT_BYTES) return await putStreaming(write);
    return await putInParts(write);
  } finally {
    await source.cancel();
  }
}
