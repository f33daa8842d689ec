import { v2 as cloudinary } from 'cloudinary';
import { describe, expect, it } from 'vitest';
import { forEachTest, nextSecond, refusalOf, startWatchedLibrary } from './simulated-library.ts';

const library = forEachTest(startWatchedLibrary);

function rename(from: string, to: string, options: { to_type?: 'authenticated'; overwrite?: boolean } = {}) {
  return cloudinary.uploader.rename(from, to, { ...library.credentials, ...options });
}

describe('rename', () => {
  it('keeps asset_id, version and bytes', async () => {
    const before = await library.put('a');
    const after = await rename('a', 'b/c', { to_type: 'authenticated' });
    const { asset_id, version, etag } = before;
    expect(after).toMatchObject({ asset_id, version, etag, public_id: 'b/c', type: 'authenticated' });
    const gone = cloudinary.api.resource('a', library.credentials);
    expect(await refusalOf(gone)).toBe(404);
  });

  it('issues a new version if the behaviour says so', async () => {
    const { version } = await library.put('a');
    library.behaviour.renameChangesVersion = true;
    await nextSecond();
    expect((await rename('a', 'b')).version).toBeGreaterThan(version);
  });

  it('replaces its target only with overwrite', async () => {
    const source = await library.put('a', 'source');
    await library.put('b', 'target');
    expect(await refusalOf(rename('a', 'b'))).toBe(400);
    library.behaviour.renameOverwriteNotifiesDelete = true;
    await rename('a', 'b', { overwrite: true });
    expect(library.cloud.assets()).toMatchObject([{ public_id: 'b', asset_id: source['asset_id'] }]);
    expect(library.cloud.uploads[1]?.deletedAt).toBeInstanceOf(Date);
    expect(await library.bodies('delete')).toHaveLength(1);
  });

  it('answers 404 when there is nothing to rename', async () => {
    expect(await refusalOf(rename('nope', 'b'))).toBe(404);
  });
});

describe('destroy', () => {
  const destroy = (publicId: string) =>
    cloudinary.uploader.destroy(publicId, { ...library.credentials, resource_type: 'raw' as const });

  it('removes the asset, and reports when there was none', async () => {
    await library.put('a.txt', 'x', { resource_type: 'raw' });
    expect(await destroy('a.txt')).toMatchObject({ result: 'ok' });
    expect(await destroy('a.txt')).toMatchObject({ result: 'not found' });
    expect(library.cloud.assets()).toEqual([]);
    expect(library.cloud.uploads[0]?.deletedAt).toBeInstanceOf(Date);
  });

  it('gives a later upload of the same public_id a new asset_id', async () => {
    const first = await library.put('a.txt', 'x', { resource_type: 'raw' });
    await destroy('a.txt');
    const second = await library.put('a.txt', 'x', { resource_type: 'raw' });
    expect(second['asset_id']).not.toBe(first['asset_id']);
  });
});
