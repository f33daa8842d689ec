import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

/**
 * Reads blocks of bytes from `start` up to but excluding `end`. Pulled one by one, so that a slow reader needs no memory.
 * With a `buffer`, each block is valid only until the next one: for readers that keep none.
 */
export type ReadBytes = (start?: number, end?: number, buffer?: Buffer) => Iterable<Buffer>;

/** The longest block that is read at once. */
export const READ_BLOCK = 64 * 1024;

/** The bytes of one revision, wherever they live. */
export interface OriginalBytes {
  readonly length: number;
  /** Lower-case hex, what Cloudinary calls `etag`. */
  readonly md5: string;
  readonly read: ReadBytes;
}

/** Bytes held in memory. */
export function heldBytes(bytes: Buffer): OriginalBytes {
  return {
    length: bytes.length,
    md5: createHash('md5').update(bytes).digest('hex'),
    *read(start = 0, end = bytes.length) {
      if (start < end) yield bytes.subarray(start, end);
    },
  };
}

/** Bytes that are read whenever they are needed, with the MD5 of a first reading. */
export async function hashedBytes(length: number, read: ReadBytes): Promise<OriginalBytes> {
  const hash = createHash('md5');
  let sinceBreak = 0;
  for (const block of read(0, length, Buffer.allocUnsafe(READ_BLOCK))) {
    hash.update(block);
    sinceBreak += block.length;
    if (sinceBreak < 8 * 1024 * 1024) continue;
    // Hashing a gigabyte takes seconds: other requests are served in between.
    await setImmediate();
    sinceBreak = 0;
  }
  return { length, md5: hash.digest('hex'), read };
}

/** Parts one after the other, each left where it is. */
export async function joinedBytes(parts: readonly OriginalBytes[]): Promise<OriginalBytes> {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  return await hashedBytes(total, function* (start = 0, end = total, buffer?: Buffer) {
    let offset = 0;
    for (const part of parts) {
      const [from, to] = [Math.max(start - offset, 0), Math.min(end - offset, part.length)];
      if (from < to) yield* part.read(from, to, buffer);
      offset += part.length;
    }
  });
}
