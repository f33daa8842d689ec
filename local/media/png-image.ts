import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** What to draw. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** An angle in degrees. Another hue gives another picture, and so other bytes. */
  readonly hue: number;
}

/**
 * A picture of soft waves as a PNG file, 24 bits a pixel.
 *
 * Source: https://www.w3.org/TR/png/
 */
export function pngImage({ width, height, hue }: Drawing): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8); // eight bits a channel, RGB, no interlacing
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows.set(colourAt(x / width, y / height, hue), y * (1 + width * 3) + 1 + x * 3);
  }
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND')]);
}

function colourAt(x: number, y: number, hue: number): number[] {
  const wave = 0.5 + 0.35 * Math.sin(6 * x + 4 * Math.sin(5 * y + hue)) + 0.15 * y;
  return [0, 120, 240].map((shift) => {
    const channel = 0.5 + 0.5 * Math.cos(((hue + shift) * Math.PI) / 180 + 2 * x);
    return Math.round(255 * Math.min(1, wave * (0.35 + 0.65 * channel)));
  });
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
