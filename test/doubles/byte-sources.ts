import { createHash } from 'node:crypto';
import { PipelineError } from '#shared/domain/errors.ts';
import type { ByteSource } from '#shared/usecases/byte-source.ts';
import type { Expectation } from '#shared/usecases/sink/verified-chunks.ts';

/** Bytes that look random; the same ones for the same length and seed. */
export function someBytes(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let state = (seed * 2654435761) >>> 0 || 1;
  for (let index = 0; index < length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[index] = state;
  }
  return bytes;
}

export function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What Cloudinary would report of these bytes. */
export function expectationFor(bytes: Uint8Array): Required<Expectation> {
  return { bytes: bytes.length, md5: md5(bytes) };
}

/** How a source ends once its bytes have been read. */
export type Ending = 'end' | 'break' | 'stall';

/** A source that records how it was used. */
export interface WatchedSource extends ByteSource {
  /** Bytes that were read. */
  readonly taken: () => number;
  readonly cancelled: () => boolean;
}

/** The message of a source that breaks off. */
export const BROKEN = new PipelineError('cloudinary-failed', 'The connection to Cloudinary broke.');

/** A source in chunks; it announces no length, so only its bytes show it. */
export function sourceOf(bytes: Uint8Array, ending: Ending = 'end', chunkBytes = 64 * 1024): WatchedSource {
  let taken = 0;
  let cancelled = false;
  const cancellation = Promise.withResolvers<never>();
  cancellation.promise.catch(() => {});
  async function* chunks(): AsyncGenerator<Uint8Array, void> {
    for (let offset = 0; offset < bytes.length; offset += chunkBytes) {
      const chunk = bytes.subarray(offset, offset + chunkBytes);
      taken += chunk.length;
      yield chunk;
    }
    if (ending === 'break') throw BROKEN;
    if (ending === 'stall') await cancellation.promise;
  }
  return {
    length: undefined,
    contentType: 'image/png',
    chunks: chunks(),
    cancel: async () => {
      cancelled = true;
      cancellation.reject(new PipelineError('cloudinary-failed', 'The transfer was cancelled.'));
    },
    taken: () => taken,
    cancelled: () => cancelled,
  };
}
