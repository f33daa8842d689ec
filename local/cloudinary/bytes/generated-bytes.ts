import { SeededRandom } from '../seeded-random.ts';
import { hashedBytes, type OriginalBytes } from './original-bytes.ts';

/** Gives the bytes from `start` up to but excluding `end`; the same bytes on every call. */
export type GenerateBytes = (start: number, end: number) => Buffer;

const BLOCK = 256 * 1024;

/** Bytes that are computed when they are read: an asset of any size takes no memory. */
export async function generatedBytes(length: number, generate: GenerateBytes): Promise<OriginalBytes> {
  return await hashedBytes(length, function* (start = 0, end = length) {
    for (let at = start; at < end; at += BLOCK) yield generate(at, Math.min(at + BLOCK, end));
  });
}

function patternOf(seed: number, length: number): Buffer<ArrayBuffer> {
  const random = new SeededRandom(seed);
  const pattern = Buffer.alloc(length);
  for (let i = 0; i < length; i += 4) pattern.writeUInt32LE(Math.floor(random.next() * 0x100000000), i);
  return pattern;
}

/** A generator of bytes that look random, differ from block to block, and depend on the seed only. */
export function bytesFromSeed(seed: number): GenerateBytes {
  let pattern = Buffer.alloc(0);
  return (start, end) => {
    // No more than is needed: otherwise a library of small assets would take long, and gigabytes.
    const needed = Math.min(BLOCK, Math.ceil(end / 4) * 4);
    if (pattern.length < needed) pattern = patternOf(seed, needed);
    const result = Buffer.allocUnsafe(end - start);
    for (let at = start; at < end; ) {
      const block = Math.floor(at / BLOCK);
      const stop = Math.min(end, (block + 1) * BLOCK);
      pattern.copy(result, at - start, at - block * BLOCK, stop - block * BLOCK);
      // The number of the block in its first bytes makes blocks differ, so that swapped ones are noticed.
      const stamp = Buffer.alloc(8);
      stamp.writeBigUInt64BE(BigInt(block) + 1n);
      const within = at - block * BLOCK;
      if (within < 8) stamp.copy(result, at - start, within, Math.min(8, stop - block * BLOCK));
      at = stop;
    }
    return result;
  };
}
