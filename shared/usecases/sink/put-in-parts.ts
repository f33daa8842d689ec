import type { SinkResult, SinkWrite } from './sink-write.ts';
import { verifiedChunks } from './verified-chunks.ts';

/** S3 allows 10,000 parts: 64 MiB each is enough for 625 GiB, more than Cloudinary takes. In bytes. */
const PART_BYTES = 64 * 1024 * 1024;

/** Cuts chunks anew into parts of {@link PART_BYTES}; one part is in memory at a time. */
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

/** Uploads a body over the limit of a single PUT in parts, and completes it only when length and MD5 agree. */
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
