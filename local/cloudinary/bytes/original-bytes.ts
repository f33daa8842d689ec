import { createHash } from 'node:crypto';

/** The bytes of one revision, wherever they live. */
export interface OriginalBytes {
  readonly length: number;
  /** Lower-case hex, what Cloudinary calls `etag`. */
  readonly md5: string;
  /** Blocks of the bytes from `start` up to but excluding `end`. */
  read(start?: number, end?: number): Iterable<Buffer>;
}

/** Bytes held in memory, in the parts in which they came. */
export function heldBytes(...parts: Buffer[]): OriginalBytes {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return {
    length,
    md5: hash.digest('hex'),
    *read(start = 0, end = length) {
      let offset = 0;
      for (const part of parts) {
        const [from, to] = [Math.max(start - offset, 0), Math.min(end - offset, part.length)];
        if (from < to) yield part.subarray(from, to);
        offset += part.length;
      }
    },
  };
}
