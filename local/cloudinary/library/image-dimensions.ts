import type { OriginalBytes } from '../bytes/original-bytes.ts';

/** Width and height in pixels. */
export interface Dimensions {
  readonly width: number;
  readonly height: number;
}

/** How the headers of image formats begin, and where they keep width and height. */
const HEADERS: readonly (readonly [magic: string, read: (head: Buffer) => Dimensions])[] = [
  ['\x89PNG', (head) => ({ width: head.readUInt32BE(16), height: head.readUInt32BE(20) })],
  ['GIF8', (head) => ({ width: head.readUInt16LE(6), height: head.readUInt16LE(8) })],
  // A negative height says that the rows run from the top.
  ['BM', (head) => ({ width: head.readInt32LE(18), height: Math.abs(head.readInt32LE(22)) })],
  // One byte has no room for 256 pixels.
  ['\0\0\x01\0', (head) => ({ width: head.readUInt8(6) || 256, height: head.readUInt8(7) || 256 })],
];
const HEADER_LENGTH = 26;

/**
 * Width and height as Cloudinary would report them: read from the header of a PNG, GIF, BMP or ICO, and for any other
 * bytes (tests upload anything as an image) taken from the MD5, so that they stay the same.
 */
export function imageDimensions({ length, md5, read }: OriginalBytes): Dimensions {
  const [head = Buffer.alloc(0)] = read(0, Math.min(HEADER_LENGTH, length));
  const magic = head.toString('latin1', 0, 4);
  const header = head.length === HEADER_LENGTH ? HEADERS.find(([begins]) => magic.startsWith(begins)) : undefined;
  if (header) return header[1](head);
  const made = (from: number) => 100 + Number.parseInt(md5.slice(from, from + 3), 16);
  return { width: made(0), height: made(3) };
}
