import { v2 as cloudinary } from 'cloudinary';
import { describe, expect, it } from 'vitest';
import { forEachTest, refusalOf, startWatchedLibrary } from './simulated-library.ts';
import { searchFor } from './untyped-sdk.ts';

const library = forEachTest(() => startWatchedLibrary({ cloud: { folderMode: 'fixed' } }));
const { api, uploader } = cloudinary;

/** The folders below a path, or at the top. */
async function foldersBelow(path?: string): Promise<string[]> {
  const { text } = await library.admin('GET', path === undefined ? 'folders' : `folders/${path}`);
  return JSON.parse(text).folders.map((folder: { path: string }) => folder.path);
}

describe('fixed folders', () => {
  it('are the path in the public_id, which the parameter folder goes before', async () => {
    const inFolder = await library.put('c', 'x', { folder: 'a/b' });
    const atTop = await library.put('top');
    expect(inFolder).toMatchObject({ public_id: 'a/b/c', folder: 'a/b' });
    expect(atTop).toMatchObject({ public_id: 'top', folder: '' });
    expect(await foldersBelow()).toEqual(['a']);
    expect(await foldersBelow('a')).toEqual(['a/b']);
    const found = await searchFor('folder="a/b"').execute(library.credentials);
    expect(found.resources).toMatchObject([{ public_id: 'a/b/c' }]);
  });

  it('follow a rename, which is no move', async () => {
    await library.put('a/x');
    const renamed = await uploader.rename('a/x', 'b/x', library.ofImages);
    expect(renamed).toMatchObject({ public_id: 'b/x', folder: 'b' });
    expect(await foldersBelow()).toEqual(['a', 'b']);
    await api.delete_folder('a', library.credentials);
    expect(await refusalOf(api.delete_folder('b', library.credentials))).toBe(400);
    await uploader.destroy('b/x', library.ofImages);
    expect(await library.bodies('move')).toEqual([]);
  });

  it('are called folder in every answer and notification, and there is no display name', async () => {
    const { credentials } = library;
    const uploaded = await library.put('a/x');
    const renamed = await uploader.rename('a/x', 'a/y', library.ofImages);
    const one = await api.resource('a/y', credentials);
    const { resources } = await api.resources(credentials);
    const observed = library.cloud.assets();
    await uploader.destroy('a/y', library.ofImages);
    const bodies = [...(await library.bodies('upload')), ...(await library.bodies('rename'))];
    const deleted = (await library.bodies('delete')).flatMap(({ resources: assets }) => assets);
    const described = [uploaded, renamed, one, ...resources, ...observed, ...bodies, ...deleted];
    expect(described).toHaveLength(8);
    for (const asset of described) {
      expect(asset).toHaveProperty('folder', 'a');
      expect(asset).not.toHaveProperty('asset_folder');
      expect(asset).not.toHaveProperty('display_name');
    }
  });

  it.each<[string, () => Promise<unknown>]>([
    ['asset_folder', () => library.put('b', 'x', { asset_folder: 'a' })],
    ['display_name', () => library.put('b', 'x', { display_name: 'B' })],
    ['use_filename_as_display_name', () => library.put('b', 'x', { use_filename_as_display_name: true })],
    ['display_name', () => api.update('a', { ...library.credentials, display_name: 'A' })],
    ['asset_folder', () => uploader.explicit('a', { ...library.credentials, type: 'upload', asset_folder: 'a' })],
    ['asset_folder', () => api.resources_by_asset_folder('', library.credentials)],
    ['to_folder', () => api.rename_folder('a', 'b', library.credentials)],
  ])('know no %s', async (name, call) => {
    await library.put('a');
    const error = await call().catch((refusal) => refusal.error ?? refusal);
    expect(error).toMatchObject({ http_code: 400, message: `${name} is not supported in fixed folder mode` });
  });
});
