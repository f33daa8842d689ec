import { v2 as cloudinary } from 'cloudinary';
import { expect, it } from 'vitest';
import { forEachTest, refusalOf, startLibrary } from './simulated-library.ts';
import { searchForFolders, untypedApi } from './untyped-sdk.ts';

const library = forEachTest(startLibrary);

function pathsOf({ folders }: { folders: { path: string }[] }) {
  return folders.map(({ path }) => path);
}

async function listed(path: string) {
  const { status, body } = await library.admin('GET', path);
  // The answer of a listing.
  return status === 200 ? pathsOf(body as { folders: { path: string }[] }) : { status, ...body };
}

it('lists the folders below one, whatever slash ends its path, and refuses one that does not exist', async () => {
  await library.put('a', 'x', { asset_folder: 'x/y/z' });
  await library.admin('POST', 'folders/x/empty/');
  for (const root of ['folders', 'folders/']) expect(await listed(root)).toEqual(['x']);
  for (const path of ['folders/x', 'folders/x/']) expect(await listed(path)).toEqual(['x/empty', 'x/y']);
  expect(await listed('folders/x/empty')).toEqual([]);
  const missing = { status: 404, error: { message: "Can't find folder with path nope" } };
  expect(await listed('folders/nope/')).toEqual(missing);
  const assets = await cloudinary.api.resources_by_asset_folder('x/y/z/', library.credentials);
  expect(assets.resources).toMatchObject([{ public_id: 'a' }]);
});

it('pages through folders', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  for (const name of names) await cloudinary.api.create_folder(name, library.credentials);
  const seen: string[] = [];
  let next_cursor: string | undefined;
  do {
    const page = await untypedApi.root_folders({ ...library.credentials, max_results: 2, next_cursor });
    seen.push(...pathsOf(page));
    next_cursor = page.next_cursor ?? undefined;
  } while (next_cursor);
  expect(seen).toEqual(names);
  expect(await refusalOf(untypedApi.root_folders({ ...library.credentials, max_results: 501 }))).toBe(400);
  expect(await refusalOf(untypedApi.root_folders({ ...library.credentials, next_cursor: 'x' }))).toBe(400);
});

it('searches folders instead of creating one', async () => {
  await library.put('a', 'x', { asset_folder: 'shop/hats' });
  await library.put('b', 'x', { asset_folder: 'hats' });
  const found = {
    '': ['hats', 'shop', 'shop/hats'],
    'path="shop"': ['shop'],
    'path:shop*': ['shop', 'shop/hats'],
    'name:hats AND NOT path:shop/*': ['hats'],
  };
  for (const [expression, paths] of Object.entries(found)) {
    const answer = await searchForFolders(expression).execute({ ...library.credentials });
    expect({ ...answer, folders: pathsOf(answer) }).toMatchObject({ folders: paths, total_count: paths.length });
  }
  const first = await searchForFolders()
    .sort_by('path', 'desc')
    .max_results(2)
    .execute({ ...library.credentials });
  expect(pathsOf(first)).toEqual(['shop/hats', 'shop']);
  const rest = searchForFolders().sort_by('path', 'desc').next_cursor(String(first.next_cursor));
  expect(pathsOf(await rest.execute({ ...library.credentials }))).toEqual(['hats']);
  expect(await refusalOf(searchForFolders('created_at>1d').execute({ ...library.credentials }))).toBe(400);
});

it('deletes empty folders only, and renames folders with all that is in them', async () => {
  await library.put('a', 'x', { asset_folder: 'x/y' });
  const rename = (from: string, to: string) => library.admin('PUT', `folders/${from}`, { to_folder: to });
  expect((await library.admin('DELETE', 'folders/x')).status).toBe(400);
  expect((await rename('x', 'x/y/z')).status).toBe(400);
  expect((await rename('nope', 'w')).status).toBe(404);
  expect((await rename('x/', 'w/')).body).toEqual({ from: { name: 'x', path: 'x' }, to: { name: 'w', path: 'w' } });
  expect(library.cloud.assets()).toMatchObject([{ asset_folder: 'w/y' }]);
  await cloudinary.uploader.destroy('a', library.ofImages);
  expect((await library.admin('DELETE', 'folders/w')).body).toEqual({ deleted: ['w'] });
  expect(await listed('folders')).toEqual([]);
  expect((await library.admin('DELETE', 'folders/w')).status).toBe(404);
});
