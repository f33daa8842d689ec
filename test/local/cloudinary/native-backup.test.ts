import { v2 as cloudinary, type UploadApiOptions, type UploadApiResponse } from 'cloudinary';
import { beforeEach, describe, expect, it } from 'vitest';
import { InMemoryBackupStore } from '#local/cloudinary/native-backup/native-backup-store.ts';
import {
  fetchBytes,
  forEachTest,
  type LibraryOptions,
  nextSecond,
  refusalOf,
  startWatchedLibrary,
} from './simulated-library.ts';
import { searchFor, untypedApi } from './untyped-sdk.ts';

let store: InMemoryBackupStore;
beforeEach(() => {
  store = new InMemoryBackupStore();
});
const library = forEachTest(() => startWatchedLibrary({ cloud: { nativeBackup: store } }));

async function restart(options: LibraryOptions) {
  await library.close();
  Object.assign(library, await startWatchedLibrary(options));
}

async function put(publicId: string, bytes: string, options: UploadApiOptions = {}) {
  const result = await library.put(publicId, bytes, options);
  await library.nativeBackups.idle();
  return result;
}

function linkTo({ asset_id, version_id }: UploadApiResponse) {
  return cloudinary.utils.download_backedup_asset(asset_id, version_id, library.credentials);
}

async function backupOf(revision: UploadApiResponse) {
  const { status, text } = await fetchBytes(linkTo(revision));
  return status === 200 ? text : status;
}

function destroy(publicId: string) {
  return cloudinary.uploader.destroy(publicId, library.ofImages);
}

async function versionsOf(publicId: string) {
  const { versions } = await cloudinary.api.resource(publicId, { ...library.credentials, versions: true });
  return versions.map((version: { version_id: string }) => version.version_id);
}

describe('native backup', () => {
  it('keeps every revision under the key of its version', async () => {
    const image = await put('a b/ü+c', 'one');
    const raw = await put('d.txt', 'two', { resource_type: 'raw', type: 'private' });
    library.behaviour.nativeBackupKeyEncoding = 'raw';
    const plain = await put('e f', 'three');
    expect(store.keys()).toEqual(
      [
        `res/demo/image/upload/a%20b/%C3%BC%2Bc/${image.version}.jpg`,
        `res/demo/image/upload/e f/${plain.version}.jpg`,
        `res/demo/raw/private/d.txt/${raw.version}`,
      ].sort(),
    );
  });

  it('gives exactly the requested revision', async () => {
    const one = await put('a', 'one');
    await nextSecond();
    const two = await put('a', 'two');
    expect(await backupOf(one)).toBe('one');
    expect(await backupOf(two)).toBe('two');
    expect(await backupOf({ ...two, version_id: 'f'.repeat(32) })).toBe(404);
    expect(await versionsOf('a')).toEqual([two['version_id'], one['version_id']]);
    library.behaviour.versionsOrder = 'oldest-first';
    expect(await versionsOf('a')).toEqual([one['version_id'], two['version_id']]);
  });

  it('gives no bytes for a copy that another one of the same second has replaced', async () => {
    const fixed = new Date();
    await restart({ cloud: { nativeBackup: store }, now: () => fixed });
    const one = await put('a', 'one');
    const two = await put('a', 'two');
    expect(await backupOf(one)).toBe(404);
    expect(await backupOf(two)).toBe('two');
  });

  it('redirects to another origin if the behaviour says so', async () => {
    const one = await put('a', 'one');
    library.behaviour.downloadRedirects = library.origin;
    const { status, headers } = await fetchBytes(linkTo(one));
    expect(status).toBe(302);
    await destroy('a');
    expect((await fetchBytes(String(headers['location']))).text).toBe('one');
  });

  it('lags behind the upload', async () => {
    library.behaviour.nativeBackupLagMs = 100;
    const one = await library.put('a', 'one');
    expect(await backupOf(one)).toBe(404);
    await library.nativeBackups.idle();
    expect(await backupOf(one)).toBe('one');
  });

  it('follows the backup parameter of the upload', async () => {
    const none = await put('a', 'one', { backup: false });
    expect(await backupOf(none)).toBe(404);
    await restart({});
    const kept = await put('a', 'one', { backup: true });
    const other = await put('b', 'one');
    expect(await backupOf(kept)).toBe('one');
    expect(await backupOf(other)).toBe(404);
  });

  it('may keep identical bytes once', async () => {
    library.behaviour.nativeBackupSkipsIdenticalBytes = true;
    await put('a', 'one');
    await put('a', 'one');
    expect(await versionsOf('a')).toHaveLength(1);
  });

  it('reports copies that the store refused', async () => {
    store.put = () => Promise.reject(new Error('AccessDenied'));
    const one = await put('a', 'one');
    expect(library.nativeBackups.failures).toMatchObject([{ key: expect.stringContaining('/a/') }]);
    expect(await backupOf(one)).toBe(404);
  });
});

describe('a deleted asset with a backup', () => {
  it('is a placeholder, which listings omit and a search for deleted assets finds', async () => {
    const { asset_id } = await put('a', 'one');
    await destroy('a');
    const found = await cloudinary.api.resource('a', { ...library.credentials, versions: true });
    expect(found).toMatchObject({ asset_id, placeholder: true, bytes: 0 });
    expect(found.versions).toHaveLength(1);
    const { resources } = await cloudinary.api.resources({ ...library.credentials, type: 'upload' });
    expect(resources).toEqual([]);
    expect((await cloudinary.api.resources_by_asset_ids([asset_id], library.credentials)).resources).toEqual([]);
    const deleted = await searchFor('status=deleted').execute(library.credentials);
    expect(deleted.resources).toMatchObject([{ asset_id }]);
    await put('b', 'two');
    expect(await refusalOf(cloudinary.uploader.rename('b', 'a', library.ofImages))).toBe(400);
  });

  it('comes back with its asset_id', async () => {
    const { asset_id, version_id } = await put('a', 'one', { tags: 't' });
    await destroy('a');
    const restored = await cloudinary.api.restore(['a', 'nope'], library.credentials);
    expect(restored).toMatchObject({ a: { asset_id, bytes: 3, tags: ['t'] }, nope: { error: 'no_backup' } });
    expect(library.cloud.assets()[0]?.version_id).not.toBe(version_id);
    expect(await library.bodies('restore_asset_version')).toMatchObject([{ asset_id, public_id: 'a' }]);
  });

  it('is replaced by a new asset under its public_id, or revived by it', async () => {
    const first = await put('a', 'one');
    await destroy('a');
    const second = await put('a', 'two');
    expect(second['asset_id']).not.toBe(first['asset_id']);
    const blocked = await cloudinary.api.restore_by_asset_ids([first['asset_id']], library.credentials);
    expect(blocked).toMatchObject({ [first['asset_id']]: { error: 'failed' } });
    library.behaviour.reuploadRevivesAssetId = true;
    await destroy('a');
    expect((await put('a', 'three'))['asset_id']).toBe(second['asset_id']);
  });

  it('is gone when its last copy is deleted', async () => {
    const { asset_id, version_id } = await put('a', 'one');
    await destroy('a');
    const answer = await untypedApi.delete_backed_up_assets(asset_id, [version_id, 'nope'], library.credentials);
    expect(answer).toMatchObject({ asset_id, deleted_version_ids: [version_id], failures: [{ version_id: 'nope' }] });
    expect(store.keys()).toEqual([]);
    const gone = cloudinary.api.resource('a', library.credentials);
    expect(await refusalOf(gone)).toBe(404);
  });
});

describe('restoring a live asset', () => {
  it('puts older bytes in place, as a new version or as the old one', async () => {
    library.behaviour.restoreBody = ['asset_id', 'version', 'etag'];
    const one = await put('a', 'one');
    await put('a', 'two');
    // Both revisions of this second have the same key; the requested version decides.
    await nextSecond();
    const three = await put('a', 'three');
    const restore = (version: unknown) =>
      cloudinary.api.restore_by_asset_ids([one['asset_id']], { ...library.credentials, versions: [version] } as object);
    library.behaviour.restoreChangesVersion = false;
    await restore(three['version_id']);
    expect(library.cloud.assets()[0]).toMatchObject({ version: three.version, version_id: three['version_id'] });
    library.behaviour.restoreChangesVersion = true;
    await restore(three['version_id']);
    const [asset] = library.cloud.assets();
    expect(asset).toMatchObject({ etag: three.etag, asset_id: one['asset_id'] });
    expect(asset?.version_id).not.toBe(three['version_id']);
    const [body = {}] = await library.bodies('restore_asset_version');
    expect(body).toMatchObject({ etag: three.etag });
    expect(body).not.toHaveProperty('public_id');
    await expect(
      cloudinary.api.restore(['a'], { ...library.credentials, versions: ['x', 'y'] } as object),
    ).rejects.toMatchObject({ error: { http_code: 400 } });
  });
});
