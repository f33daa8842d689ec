import type { OriginalBytes } from '../bytes/original-bytes.ts';

/**
 * Width and height as Cloudinary would report them: read from a PNG or GIF header, and for any other bytes
 * (tests upload whatever they like as an image) derived from the MD5, so that they stay the same.
 */
export function dimensionsOf(original: OriginalBytes): { width: number; height: number } {
  const [head] = original.read(0, Math.min(24, original.length));
  if (head !== undefined && head.length >= 24 && head.toString('latin1', 1, 4) === 'PNG') {
    return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
  }
  if (head !== undefined && head.length >= 10 && head.toString('latin1', 0, 3) === 'GIF') {
    return { width: head.readUInt16LE(6), height: head.readUInt16LE(8) };
  }
  const [wide, high] = [original.md5.slice(0, 3), original.md5.slice(3, 6)];
  return { width: 100 + Number.parseInt(wide, 16), height: 100 + Number.parseInt(high, 16) };
}
