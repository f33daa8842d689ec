import { createHash } from 'node:crypto';
import { v2 as cloudinary } from 'cloudinary';
import { describe, expect, it } from 'vitest';
import { bytesFromSeed } from '#local/cloudinary/bytes/generated-bytes.ts';
import { fetchBytes, forEachTest, startLibrary, startWatchedLibrary } from './simulated-library.ts';

const library = forEachTest(startWatchedLibrary);

describe('a generated asset', () => {
  it('downloads the bytes whose MD5 and length its notification has', async () => {
    const added = await library.cloud.addGeneratedAsset({
      publicId: 'big',
      resourceType: 'video',
      bytes: 30_000_007,
    });
    const [body] = await library.bodies('upload');
    expect(body).toMatchObject({ public_id: 'big', bytes: 30_000_007, etag: added.etag, format: 'mp4' });
    const options = { ...library.credentials, resource_type: 'video' as const };
    const { bytes } = await fetchBytes(cloudinary.utils.private_download_url('big', 'mp4', options));
    expect(createHash('md5').update(bytes).digest('hex')).toBe(added.etag);
  });

  it('differs from block to block and from seed to seed, and is the same however it is read', () => {
    const generate = bytesFromSeed(1);
    const whole = generate(0, 1_000_000);
    expect(whole.subarray(0, 262_144).equals(whole.subarray(262_144, 524_288))).toBe(false);
    const portions = [0, 3, 262_140, 262_147, 700_001].map((start, i, starts) =>
      generate(start, starts[i + 1] ?? 1_000_000),
    );
    expect(Buffer.concat(portions).equals(whole)).toBe(true);
    expect(bytesFromSeed(2)(0, 1_000_000).equals(whole)).toBe(false);
  });

  it('accepts a generator', async () => {
    const generate = (start: number, end: number) => Buffer.alloc(end - start, 7);
    const added = await library.cloud.addGeneratedAsset({
      publicId: 'own.bin',
      resourceType: 'raw',
      bytes: 10,
      generate,
    });
    expect(added.etag).toBe(createHash('md5').update(Buffer.alloc(10, 7)).digest('hex'));
  });

  it('has the given details and time, and notifies only if asked to', async () => {
    const before = library.cloud.history.length;
    const uploadedAt = new Date('2020-01-02T03:04:05Z');
    const details = { tags: ['t'], context: { k: 'v' }, metadata: { m: '1' }, asset_folder: 'f', display_name: 'D' };
    const added = await library.cloud.addGeneratedAsset({
      publicId: 'old',
      resourceType: 'image',
      type: 'private',
      format: 'png',
      bytes: 5,
      details,
      uploadedAt,
      notifies: false,
    });
    expect(added).toMatchObject({
      resource_type: 'image',
      type: 'private',
      version: uploadedAt.getTime() / 1000,
      created_at: '2020-01-02T03:04:05Z',
      tags: ['t'],
      context: { k: 'v' },
      metadata: { m: '1' },
      asset_folder: 'f',
      display_name: 'D',
    });
    expect(library.cloud.history).toHaveLength(before);
  });

  it('takes little time: a library of 20,000 is made and listed in seconds', async () => {
    const { cloud, close, credentials } = await startLibrary();
    const begun = performance.now();
    for (let index = 0; index < 20_000; index++) {
      await cloud.addGeneratedAsset({
        publicId: `folder/${index}`,
        resourceType: 'image',
        format: 'png',
        bytes: 1 + (index % 50),
        seed: index,
        notifies: false,
      });
    }
    const seeded = performance.now();
    let [next_cursor, listed]: [string | undefined, number] = [undefined, 0];
    do {
      const options = { ...credentials, type: 'upload', max_results: 500, direction: 'asc', next_cursor };
      const page: Awaited<ReturnType<typeof cloudinary.api.resources>> = await cloudinary.api.resources(options);
      listed += page.resources.length;
      next_cursor = page['next_cursor'];
    } while (next_cursor);
    expect(listed).toBe(20_000);
    await close();
    // About ten times the usual time, for a busy machine.
    expect(seeded - begun).toBeLessThan(20_000);
    expect(performance.now() - seeded).toBeLessThan(40_000);
  }, 90_000);
});
