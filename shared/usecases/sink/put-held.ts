import type { SinkResult, SinkWrite } from './sink-write.ts';
import { verifiedChunks } from './verified-chunks.ts';

/** Holds a small body, verifies it, then puts it in one go. */
export async function putHeld({ store, key, source, expected, attributes, signal }: SinkWrite): Promise<SinkResult> {
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
