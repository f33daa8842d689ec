import { readFile } from 'node:fs/promises';
import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { pdfDocument } from '#local/media/pdf-document.ts';
import { pngImage } from '#local/media/png-image.ts';
import { sourceFolder } from '#local/media/source-folder.ts';
import { temporaryFolder } from '../temporary-folder.ts';

test('a PNG file has every row of its picture, in chunks with checksums, and depends on the hue', () => {
  const png = pngImage({ width: 40, height: 30, hue: 60 });
  const chunks = new Map<string, Buffer>();
  for (let offset = 8; offset < png.length; ) {
    const end = offset + 8 + png.readUInt32BE(offset);
    expect(png.readUInt32BE(end)).toBe(crc32(png.subarray(offset + 4, end)));
    chunks.set(png.toString('latin1', offset + 4, offset + 8), png.subarray(offset + 8, end));
    offset = end + 4;
  }
  expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
  expect([0, 4].map((at) => chunks.get('IHDR')?.readUInt32BE(at))).toEqual([40, 30]);
  expect(inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0))).toHaveLength(30 * (1 + 40 * 3));
  expect(pngImage({ width: 40, height: 30, hue: 61 })).not.toEqual(png);
});

test('a PDF file has a table that points to its objects', () => {
  const text = pdfDocument('Invoice 17').toString('latin1');
  const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
  expect(text.slice(table)).toMatch(/^xref\n0 6\n/);
  const offsets = [...text.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
  expect(offsets.map((offset) => text.slice(offset, offset + 7))).toEqual([1, 2, 3, 4, 5].map((n) => `${n} 0 obj`));
});

describe('the folder of source files', () => {
  test('gives size and MD5 of the file on the disk', async () => {
    const file = await (await sourceFolder(await temporaryFolder())).write('hello.txt', 'hello');
    expect(file).toMatchObject({ bytes: 5, md5: '5d41402abc4b2a76b9719d911017c592' });
    expect(await readFile(file.path, 'utf8')).toBe('hello');
  });

  test.each([
    ['sunset.jpg', 0, 'ffd8ff'],
    ['fractal.jpg', 0, 'ffd8ff'],
    ['waves.mp4', 4, Buffer.from('ftyp').toString('hex')],
  ] as const)('has %s', async (name, offset, magic) => {
    const { path, bytes } = await (await sourceFolder(await temporaryFolder())).copy(name);
    const content = await readFile(path);
    expect(content.subarray(offset, offset + magic.length / 2).toString('hex')).toBe(magic);
    expect(bytes).toBeGreaterThan(1_000);
  });
});
