import { createHash } from 'node:crypto';
import { v2 as cloudinary } from 'cloudinary';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchBytes, startWatchedLibrary } from './simulated-library.ts';

const md5 = (bytes: Buffer | string) => createHash('md5').update(bytes).digest('hex');

let library: Awaited<ReturnType<typeof startWatchedLibrary>>;
beforeAll(async () => {
  library = await startWatchedLibrary();
});
afterAll(() => library.close());

describe('upload', () => {
  it('stores an image and answers with what was stored', async () => {
    const result = await library.upload('an image, nearly', {
      public_id: 'catalog/trail runner+2',
      tags: ['autumn', 'shoes'],
      context: { alt: 'a=b|c' },
      metadata: { colours: ['green', 'red'], sku: 'x-1' },
      asset_folder: 'Catalog/Shoes',
    });
    expect(result).toMatchObject({
      public_id: 'catalog/trail runner+2',
      resource_type: 'image',
      type: 'upload',
      format: 'jpg',
      bytes: 16,
      etag: md5('an image, nearly'),
      tags: ['autumn', 'shoes'],
      context: { custom: { alt: 'a=b|c' } },
      metadata: { colours: ['green', 'red'], sku: 'x-1' },
      asset_folder: 'Catalog/Shoes',
      display_name: 'trail runner+2',
      placeholder: false,
    });
    expect(result['asset_id']).toMatch(/^[0-9a-f]{32}$/);
    expect(result['version_id']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('gives every one of 40 bursts what it uploaded', async () => {
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        library.upload(`burst ${i}`, { public_id: `burst/${i}`, resource_type: 'raw' }),
      ),
    );
    for (const [i, result] of results.entries()) expect(result.etag).toBe(md5(`burst ${i}`));
  });

  it('downloads what was uploaded', async () => {
    await library.upload('raw bytes', { public_id: 'files/a b+c.txt', resource_type: 'raw', type: 'authenticated' });
    const url = cloudinary.utils.private_download_url('files/a b+c.txt', '', {
      ...library.credentials,
      resource_type: 'raw',
      type: 'authenticated',
    });
    const answer = await fetchBytes(url);
    expect([answer.status, answer.bytes.toString()]).toEqual([200, 'raw bytes']);
  });

  it('notifies', async () => {
    await library.upload('notified', { public_id: 'notified' });
    await library.server.notifications.idle();
    expect(library.receiver.bodies('upload').at(-1)).toMatchObject({ public_id: 'notified', etag: md5('notified') });
  });
});
