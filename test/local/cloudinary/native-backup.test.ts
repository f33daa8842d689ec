import { v2 as cloudinary, type UploadApiOptions } from 'cloudinary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InMemoryBackupStore } from '../../../local/cloudinary/native-backup/native-backup-store.ts';
import { fetchBytes, startWatchedLibrary } from './simulated-library.ts';
import { searchFor, untypedApi } from './untyped-sdk.ts';

let store: InMemoryBackupStore;
let library: Awaited<ReturnType<typeof startWatchedLibrary>>;
beforeEach(async () => {
  store = new InMemoryBackupStore();
  library = await startWatchedLibrary({ environment: { nativeBackup: store } });
});
afterEach(() => library.close());

async function upload(bytes: string, options: UploadApiOptions) {
  const result = await library.upload(bytes, options);
  await library.server.nativeBackups.idle();
  return result;
}

async function backupOf(assetId: string, versionId: string) {
  const url = cloudinary.utils.download_backedup_asset(assetId, versionId, library.credentials);
  const { status, bytes } = await fetchBytes(url);
  return status === 200 ? bytes.toString() : status;
}
function ofImages() {
  return { ...library.credentials, resource_type: 'image' as const };
}
function destroy(publicId: string) {
  return cloudinary.uploader.destroy(publicId, ofImages());
}
async function versionsOf(publicId: string) {
  const { versions } = await cloudinary.api.resource(publicId, { ...library.credentials, versions: true });
  return versions.map((version: { version_id: string }) => version.version_id);
}

describe('native backup', () => {
  it('keeps every revision under the key of its version', async () => {
    const image = await upload('one', { public_id: 'a b/ü+c' });
    const raw = await upload('two', { public_id: 'd.txt', resource_type: 'raw', type: 'private' });
    library.server.behaviour.nativeBackupKeyEncoding = 'raw';
    const plain = await upload('three', { public_id: 'e f' });
    expect(store.keys()).toEqual(
      [
        `res/demo/image/upload/a%20b/%C3%BC%2Bc/${image.version}.jpg`,
        `res/demo/image/upload/e f/${plain.version}.jpg`,
        `res/demo/raw/private/d.txt/${raw.version}`,
      ].sort(),
    );
  });

  it('gives exactly the revision asked for', async () => {
    const one = await upload('one', { public_id: 'a' });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const two = await upload('two', { public_id: 'a' });
    expect(await backupOf(one['asset_id'], one['version_id'])).toBe('one');
    expect(await backupOf(two['asset_id'], two['version_id'])).toBe('two');
    expect(await backupOf(two['asset_id'], 'f'.repeat(32))).toBe(404);
    expect(await versionsOf('a')).toEqual([two['version_id'], one['version_id']]);
    library.server.behaviour.versionsOrder = 'oldest-first';
    expect(await versionsOf('a')).toEqual([one['version_id'], two['version_id']]);
  });

  it('gives no other bytes for a copy that one of the same second has replaced', async () => {
    const fixed = new Date();
    await library.close();
    library = await startWatchedLibrary({ environment: { nativeBackup: store }, now: () => fixed });
    const one = await upload('one', { public_id: 'a' });
    const two = await upload('two', { public_id: 'a' });
    expect(await backupOf(one['asset_id'], one['version_id'])).toBe(404);
    expect(await backupOf(two['asset_id'], two['version_id'])).toBe('two');
  });

  it('redirects to another origin when it is told to', async () => {
    const one = await upload('one', { public_id: 'a' });
    library.server.behaviour.downloadRedirects = library.server.origin;
    const url = cloudinary.utils.download_backedup_asset(one['asset_id'], one['version_id'], library.credentials);
    const { status, headers } = await fetchBytes(url);
    expect(status).toBe(302);
    await destroy('a');
    expect((await fetchBytes(String(headers['location']))).bytes.toString()).toBe('one');
  });

  it('lags behind the upload', async () => {
    library.server.behaviour.nativeBackupLagMs = 100;
    const one = await library.upload('one', { public_id: 'a' });
    expect(await backupOf(one['asset_id'], one['version_id'])).toBe(404);
    await library.server.nativeBackups.idle();
    expect(await backupOf(one['asset_id'], one['version_id'])).toBe('one');
  });

  it('follows the backup parameter of the upload', async () => {
    const none = await upload('one', { public_id: 'a', backup: false });
    expect(await backupOf(none['asset_id'], none['version_id'])).toBe(404);
    await library.close();
    library = await startWatchedLibrary();
    const kept = await upload('one', { public_id: 'a', backup: true });
    const other = await upload('one', { public_id: 'b' });
    expect(await backupOf(kept['asset_id'], kept['version_id'])).toBe('one');
    expect(await backupOf(other['asset_id'], other['version_id'])).toBe(404);
  });

  it('may keep identical bytes once', async () => {
    library.server.behaviour.nativeBackupSkipsIdenticalBytes = true;
    await upload('one', { public_id: 'a' });
    await upload('one', { public_id: 'a' });
    expect(await versionsOf('a')).toHaveLength(1);
  });

  it('reports copies that the store refused', async () => {
    store.put = () => Promise.reject(new Error('AccessDenied'));
    const one = await upload('one', { public_id: 'a' });
    expect(library.server.nativeBackups.failures).toMatchObject([{ key: expect.stringContaining('/a/') }]);
    expect(await backupOf(one['asset_id'], one['version_id'])).toBe(404);
  });
});

describe('a deleted asset with a backup', () => {
  it('is a placeholder, which listings omit and a search for deleted assets finds', async () => {
    const { asset_id } = await upload('one', { public_id: 'a' });
    await destroy('a');
    const found = await cloudinary.api.resource('a', { ...library.credentials, versions: true });
    expect(found).toMatchObject({ asset_id, placeholder: true, bytes: 0 });
    expect(found.versions).toHaveLength(1);
    const { resources } = await cloudinary.api.resources({ ...library.credentials, type: 'upload' });
    expect(resources).toEqual([]);
    expect((await cloudinary.api.resources_by_asset_ids([asset_id], library.credentials)).resources).toEqual([]);
    const deleted = await searchFor('status=deleted').execute(library.credentials);
    expect(deleted.resources).toMatchObject([{ asset_id }]);
    await upload('two', { public_id: 'b' });
    await expect(cloudinary.uploader.rename('b', 'a', ofImages())).rejects.toMatchObject({ http_code: 400 });
  });

  it('comes back with its asset_id', async () => {
    const { asset_id, version_id } = await upload('one', { public_id: 'a', tags: 't' });
    await destroy('a');
    const restored = await cloudinary.api.restore(['a', 'nope'], library.credentials);
    expect(restored).toMatchObject({ a: { asset_id, bytes: 3, tags: ['t'] }, nope: { error: 'no_backup' } });
    expect(library.environment.assets()[0]?.version_id).not.toBe(version_id);
    await library.server.notifications.idle();
    expect(library.receiver.bodies('restore_asset_version')).toMatchObject([{ asset_id, public_id: 'a' }]);
  });

  it('gives way to a new asset under its public_id, or is revived by it', async () => {
    const first = await upload('one', { public_id: 'a' });
    await destroy('a');
    const second = await upload('two', { public_id: 'a' });
    expect(second['asset_id']).not.toBe(first['asset_id']);
    const blocked = await cloudinary.api.restore_by_asset_ids([first['asset_id']], library.credentials);
    expect(blocked).toMatchObject({ [first['asset_id']]: { error: 'failed' } });
    library.server.behaviour.reuploadRevivesAssetId = true;
    await destroy('a');
    expect((await upload('three', { public_id: 'a' }))['asset_id']).toBe(second['asset_id']);
  });

  it('is gone when its last copy is deleted', async () => {
    const { asset_id, version_id } = await upload('one', { public_id: 'a' });
    await destroy('a');
    const answer = await untypedApi.delete_backed_up_assets(asset_id, [version_id, 'nope'], library.credentials);
    expect(answer).toMatchObject({ asset_id, deleted_version_ids: [version_id], failures: [{ version_id: 'nope' }] });
    expect(store.keys()).toEqual([]);
    const gone = cloudinary.api.resource('a', library.credentials);
    await expect(gone).rejects.toMatchObject({ error: { http_code: 404 } });
  });
});

describe('restoring a live asset', () => {
  it('puts older bytes in place, as a new version or as the old one', async () => {
    library.server.behaviour.restoreBody = ['asset_id', 'version', 'etag'];
    const one = await upload('one', { public_id: 'a' });
    await upload('two', { public_id: 'a' });
    // Both revisions of this second have the same key: what counts is which version is asked for.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const three = await upload('three', { public_id: 'a' });
    const restore = (version: unknown) =>
      cloudinary.api.restore_by_asset_ids([one['asset_id']], { ...library.credentials, versions: [version] } as object);
    library.server.behaviour.restoreChangesVersion = false;
    await restore(three['version_id']);
    expect(library.environment.assets()[0]).toMatchObject({ version: three.version, version_id: three['version_id'] });
    library.server.behaviour.restoreChangesVersion = true;
    await restore(three['version_id']);
    const [asset] = library.environment.assets();
    expect(asset).toMatchObject({ etag: three.etag, asset_id: one['asset_id'] });
    expect(asset?.version_id).not.toBe(three['version_id']);
    await library.server.notifications.idle();
    const [body = {}] = library.receiver.bodies('restore_asset_version');
    expect(body).toMatchObject({ etag: three.etag });
    expect(body).not.toHaveProperty('public_id');
    await expect(
      cloudinary.api.restore(['a'], { ...library.credentials, versions: ['x', 'y'] } as object),
    ).rejects.toMatchObject({ error: { http_code: 400 } });
  });
});
