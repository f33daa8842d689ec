import { createHash } from 'node:crypto';
import { v2 as cloudinary } from 'cloudinary';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesFromSeed } from '../../../local/cloudinary/bytes/generated-bytes.ts';
import { fetchBytes, startWatchedLibrary } from './simulated-library.ts';

let library: Awaited<ReturnType<typeof startWatchedLibrary>>;
beforeAll(async () => {
  library = await startWatchedLibrary();
});
afterAll(() => library.close());

describe('a generated asset', () => {
  it('downloads the bytes whose MD5 and length its notification tells', async () => {
    const added = await library.environment.addGeneratedAsset({
      publicId: 'big',
      resourceType: 'video',
      bytes: 30_000_007,
    });
    await library.server.notifications.idle();
    const [body] = library.receiver.bodies('upload');
    expect(body).toMatchObject({ public_id: 'big', bytes: 30_000_007, etag: added.etag, format: 'mp4' });
    const options = { ...library.credentials, resource_type: 'video' as const };
    const { bytes } = await fetchBytes(cloudinary.utils.private_download_url('big', 'mp4', options));
    expect(createHash('md5').update(bytes).digest('hex')).toBe(added.etag);
  });

  it('differs from block to block and from seed to seed, and reads the same in any portions', () => {
    const generate = bytesFromSeed(1);
    const whole = generate(0, 1_000_000);
    expect(whole.subarray(0, 262_144).equals(whole.subarray(262_144, 524_288))).toBe(false);
    const portions = [0, 3, 262_140, 262_147, 700_001].map((start, i, starts) =>
      generate(start, starts[i + 1] ?? 1_000_000),
    );
    expect(Buffer.concat(portions).equals(whole)).toBe(true);
    expect(bytesFromSeed(2)(0, 1_000_000).equals(whole)).toBe(false);
  });

  it('takes a generator of its own', async () => {
    const generate = (start: number, end: number) => Buffer.alloc(end - start, 7);
    const added = await library.environment.addGeneratedAsset({
      publicId: 'own.bin',
      resourceType: 'raw',
      bytes: 10,
      generate,
    });
    expect(added.etag).toBe(createHash('md5').update(Buffer.alloc(10, 7)).digest('hex'));
  });
});
