import { createHash } from 'node:crypto';

const POOL_BYTES = 4 * 1024 * 1024;

// The same bytes twice in a row: any window of up to POOL_BYTES is a view, so serving an asset copies nothing.
const pool = createPool();

function createPool(): Buffer {
  const once = Buffer.alloc(POOL_BYTES);
  let state = 0x9e3779b9;
  for (let offset = 0; offset < POOL_BYTES; offset += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    once.writeInt32LE(state, offset);
  }
  return Buffer.concat([once, once]);
}

/**
 * The bytes of an asset of a benchmark, chunk by chunk. They are the same for the same index and length in every process,
 * different for every index, and not compressible.
 */
export function* assetBytes(index: number, bytes: number): Generator<Buffer> {
  const head = Buffer.from(index.toString().padStart(16, '0')).subarray(0, bytes);
  yield head;
  let start = (index * 65_521) % POOL_BYTES;
  for (let rest = bytes - head.length; rest > 0; ) {
    const length = Math.min(rest, 1024 * 1024);
    yield pool.subarray(start, start + length);
    start = (start + length) % POOL_BYTES;
    rest -= length;
  }
}

/** MD5 of {@link assetBytes}, in hex. */
export function assetMd5(index: number, bytes: number): string {
  const hash = createHash('md5');
  for (const chunk of assetBytes(index, bytes)) hash.update(chunk);
  return hash.digest('hex');
}

/** A public_id that names the bytes which the media server serves for it. */
export function formatAssetId(index: number, bytes: number): string {
  return `bench/${index}-${bytes}`;
}

/** The index and the length in a public_id made by {@link formatAssetId}. */
export function parseAssetId(publicId: string): { index: number; bytes: number } | undefined {
  const [, index, bytes] = /^bench\/(\d+)-(\d+)$/.exec(publicId) ?? [];
  return index === undefined || bytes === undefined ? undefined : { index: Number(index), bytes: Number(bytes) };
}
