import { randomBytes } from 'node:crypto';

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);

/** Bytes that pass for a JPEG, different each time. */
export function randomImage(bytes = 2000): Buffer {
  return Buffer.concat([JPEG, randomBytes(bytes - JPEG.length)]);
}
