import { createHash } from 'node:crypto';
import type { OriginalBytes } from './original-bytes.ts';

/**
 * Different bytes of the same length; the same salt gives the same bytes.
 * A fault serves them, or they stand for a re-encoded (derived) file.
 */
export function wrongBytes(right: OriginalBytes, salt: string): OriginalBytes {
  const digest = createHash('sha256').update(salt).digest();
  // Never zero: every byte must change.
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
