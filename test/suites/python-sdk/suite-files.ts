import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pngImage } from '#local/media/png-image.ts';

/** The image that the SDK's tests upload most; they check its width and height. */
export const LOGO = pngImage({ width: 241, height: 51, hue: 200 });

/** Writes the files that the SDK's tests upload and its sdist does not ship. */
export async function writeSuiteFiles(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'logo.png'), LOGO);
  await writeFile(join(folder, 'logö.png'), LOGO);
  await writeFile(join(folder, 'favicon.ico'), icon(pngImage({ width: 16, height: 16, hue: 20 })));
  await writeFile(join(folder, 'document.docx'), 'A document');
}

/** An icon file with one image of 16 × 16 pixels. */
function icon(image: Buffer): Buffer {
  const directory = Buffer.alloc(22);
  directory.writeUInt16LE(1, 2); // an icon
  directory.writeUInt16LE(1, 4); // of one image
  directory.writeUInt8(16, 6);
  directory.writeUInt8(16, 7);
  directory.writeUInt16LE(1, 10);
  directory.writeUInt16LE(32, 12);
  directory.writeUInt32LE(image.length, 14);
  directory.writeUInt32LE(directory.length, 18);
  return Buffer.concat([directory, image]);
}
