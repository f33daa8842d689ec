import type { SinkResult, SinkWrite } from './sink-write.ts';
import { verifiedChunks } from './verified-chunks.ts';

/**
 * Streams a body in one PUT. A request whose body ends early hangs, and one whose body throws may do anything: so the
 * body is never seen to fail; it stalls, and the request is aborted instead.
 */
export async function putStreaming(write: SinkWrite): Promise<SinkResult> {
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
