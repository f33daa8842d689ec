import { createHash, randomBytes } from 'node:crypto';
import { v2 as cloudinary, type UploadApiResponse } from 'cloudinary';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLibrary } from './simulated-library.ts';

let library: Awaited<ReturnType<typeof startLibrary>>;
beforeAll(async () => {
  library = await startLibrary();
});
afterAll(() => library.server.close());

function uploadLarge(bytes: Buffer, chunk_size: number): Promise<UploadApiResponse> {
  return new Promise((resolve, reject) => {
    const options = {
      ...library.credentials,
      public_id: `large-${bytes.length}`,
      resource_type: 'video',
      chunk_size,
    } as const;
    const stream = cloudinary.uploader.upload_chunked_stream(options, (error, result) =>
      result ? resolve(result) : reject(error),
    );
    stream.end(bytes);
  });
}

describe('chunked upload', () => {
  it('puts the parts together', async () => {
    const bytes = randomBytes(13_000_001);
    const result = await uploadLarge(bytes, 6_000_000);
    expect(result.bytes).toBe(bytes.length);
    expect(result.etag).toBe(createHash('md5').update(bytes).digest('hex'));
    const parts = library.environment.requests.filter(({ path }) => path === 'video/upload');
    expect(parts.length).toBeGreaterThanOrEqual(3);
    expect(Buffer.concat([...(library.environment.assets()[0]?.original.read() ?? [])]).equals(bytes)).toBe(true);
  });

  it('refuses parts under 5 MB, except the last', async () => {
    await expect(uploadLarge(randomBytes(3_000_000), 1_000_000)).rejects.toMatchObject({
      message: expect.stringContaining('EOF-chunk'),
    });
  });
});
