import { randomBytes } from 'node:crypto';

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);

/** Bytes that pass for a JPEG, each time others. */
export const randomImage = (bytes = 2000): Buffer => Buffer.concat([JPEG, randomBytes(bytes - JPEG.length)]);
