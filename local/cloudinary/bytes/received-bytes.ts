import { createHash } from 'node:crypto';
import { heldBytes, type OriginalBytes } from './original-bytes.ts';
import { temporaryFile } from './temporary-file.ts';

/** Shorter bodies stay in memory: most tests send a few bytes, and a file would only slow them down. */
const LONGEST_HELD = 1024 * 1024;

/** Receives a body to its end; a long one goes to a file while it arrives. Throws what the body throws. */
export async function receivedBytes(body: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<OriginalBytes> {
  const hash = createHash('md5');
  const waiting: Buffer[] = [];
  let length = 0;
  let file: ReturnType<typeof temporaryFile> | undefined;
  for await (const block of body) {
    length += block.length;
    waiting.push(block);
    if (length <= LONGEST_HELD) continue;
    file ??= temporaryFile();
    for (const next of waiting.splice(0)) {
      hash.update(next);
      file.append(next);
    }
  }
  return file ? { length, md5: hash.digest('hex'), read: file.read } : heldBytes(Buffer.concat(waiting));
}
