import { createHash } from 'node:crypto';
import type { OriginalBytes } from './original-bytes.ts';

/**
 * Bytes of the same length as the given ones, and different. The same salt gives the same bytes;
 * they are what a fault serves, or stand for a re-encoded (derived) file.
 */
export function wrongBytes(right: OriginalBytes, salt: string): OriginalBytes {
  const digest = createHash('sha256').update(salt).digest();
  // Never zero, or a byte would stay right.
  const mask = (digest[0] ?? 0) | 1;
  return {
    length: right.length,
    md5: digest.toString('hex', 0, 16),
    *read(start, end) {
      for (const block of right.read(start, end)) {
        const wrong = Buffer.from(block);
        for (let i = 0; i < wrong.length; i++) wrong[i] = (wrong[i] ?? 0) ^ mask;
        yield wrong;
      }
    },
  };
}
