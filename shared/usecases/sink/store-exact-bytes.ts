import { WrongBytesError } from './expectation.ts';
import { putInParts } from './put-in-parts.ts';
import { putStreaming } from './put-streaming.ts';
import type { SinkResult, SinkWrite } from './sink-write.ts';
import { verifiedChunks } from './verified-chunks.ts';

/** Up to here a body is held and verified before a byte leaves, so that the SDK can send it again. In bytes. */
export const MAX_HELD_BYTES = 8 * 1024 * 1024;
/** S3's limit on a single PUT. In bytes. */
const MAX_SINGLE_PUT_BYTES = 5 * 1024 ** 3;

/** Holds a small body, verifies it, then puts it in one go. */
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
 * The one way into the bucket, whatever the source. The key shows the expected bytes afterwards, or what was there
 * before, or nothing. The source is read to its end or cancelled.
 *
 * @throws WrongBytesError when the bytes are not those expected; nothing was stored then
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
