import { v2 as cloudinary } from 'cloudinary';
import { describe, expect, it, vi } from 'vitest';
import { fetchBytes, forEachTest, nextSecond, refusalOf, startLibrary } from './simulated-library.ts';
import { searchFor, untypedApi } from './untyped-sdk.ts';

const library = forEachTest(startLibrary);

function idsOf(answer: { resources: { public_id: string }[] }) {
  return answer.resources.map(({ public_id }) => public_id);
}

function numbered(count: number) {
  return Array.from({ length: count }, (_, i) => `id-${String(i).padStart(3, '0')}`);
}

function list(options = {}) {
  return cloudinary.api.resources({ ...library.credentials, type: 'upload', ...options });
}

async function uploadAll(ids: string[]): Promise<void> {
  await Promise.all(ids.map((public_id) => library.upload(public_id, { public_id })));
}

describe('listing', () => {
  it('pages through everything once, although assets are added and deleted meanwhile', async () => {
    const ids = numbered(25);
    for (const public_id of ids) await library.put(public_id);
    const seen: string[] = [];
    let next_cursor: string | undefined;
    do {
      const page = await list({ direction: 'asc', next_cursor });
      seen.push(...idsOf(page));
      if (next_cursor === undefined) {
        await cloudinary.api.delete_resources(['id-003', 'id-009'], library.credentials);
        await library.put('late');
      }
      next_cursor = page['next_cursor'];
    } while (next_cursor);
    expect(seen).toEqual([...ids, 'late']);
  });

  it('gives 10 at a time by default and at most 500, newest first', async () => {
    await uploadAll(numbered(12));
    await library.put('newest');
    const page = idsOf(await list());
    expect(page).toHaveLength(10);
    expect(page[0]).toBe('newest');
    expect(await refusalOf(list({ max_results: 501 }))).toBe(400);
  });

  it('refuses a cursor that is older than the behaviour allows', async () => {
    await uploadAll(numbered(11));
    const { next_cursor } = (await list()) as { next_cursor?: string };
    library.behaviour.listingCursorLifetimeMs = 60_000;
    const next = () => list({ next_cursor });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 59_000 });
    expect(idsOf(await next())).toHaveLength(1);
    vi.setSystemTime(Date.now() + 2_000);
    expect(await refusalOf(next())).toBe(400);
    library.behaviour.listingCursorLifetimeMs = 0;
    expect(idsOf(await next())).toHaveLength(1);
    vi.useRealTimers();
  });

  it('gives deleted assets with a backup only if the behaviour says so', async () => {
    await library.put('gone');
    await library.put('kept', 'x', { backup: true });
    await library.put('there');
    await library.nativeBackups.idle();
    await cloudinary.api.delete_resources(['gone', 'kept'], library.credentials);
    expect(idsOf(await list())).toEqual(['there']);
    // A copy: the SDK writes into the options of a search.
    expect(idsOf(await searchFor('status=deleted').execute({ ...library.credentials }))).toEqual(['kept']);
    library.behaviour.listingGivesDeleted = true;
    expect((await list({ direction: 'asc' })).resources).toMatchObject([
      { public_id: 'kept', status: 'deleted', placeholder: true, bytes: 0 },
      { public_id: 'there', status: 'active', bytes: 1 },
    ]);
  });

  it('filters by resource type, delivery type, prefix, folder, tag, context and date', async () => {
    const options = { ...library.credentials, max_results: 500 };
    await library.put('a/1', 'x', { tags: 'red', asset_folder: 'f', context: { k: 'v' } });
    await library.put('b/1', 'x', { type: 'private' });
    await library.put('c.txt', 'x', { resource_type: 'raw' });
    const { api } = cloudinary;
    const tomorrow = new Date(Date.now() + 86_400_000);
    const answers = await Promise.all([
      api.resources(options),
      api.resources({ ...options, type: 'private' }),
      api.resources({ ...options, resource_type: 'raw' }),
      api.resources({ ...options, start_at: tomorrow.toUTCString() }),
      api.resources({ ...options, type: 'upload', prefix: 'a/' }),
      api.resources_by_asset_folder('f', options),
      api.resources_by_tag('red', options),
      api.resources_by_context('k', 'v', options),
    ]);
    const a = ['a/1'];
    expect(answers.map(idsOf)).toEqual([['b/1', ...a], ['b/1'], ['c.txt'], [], a, a, a, a]);
  });

  it('carries tags, context and metadata only when asked, and never version_id', async () => {
    const details = { tags: ['t'], context: { k: 'v' }, metadata: { m: '1' } };
    const uploaded = await library.put('a', 'x', details);
    const [plain] = (await list()).resources;
    const flags = { tags: true, context: true, metadata: true };
    const [full] = (await list(flags)).resources;
    for (const field of ['tags', 'context', 'metadata', 'version_id']) expect(plain).not.toHaveProperty(field);
    expect(full).toMatchObject({ ...details, context: { custom: { k: 'v' } }, etag: uploaded.etag });
    library.behaviour.listingOmitsEtag = true;
    const [bare] = (await list({ fields: 'version,etag' })).resources;
    expect(Object.keys(bare ?? {}).sort()).toEqual(['asset_id', 'public_id', 'version']);
  });

  it('carries tags in order where `fields` names them, no key without any, and refuses unknown fields', async () => {
    await library.put('a', 'x', { tags: 'b,a', moderation: 'manual' });
    await library.put('b');
    const [b, a] = (await list({ fields: 'tags,moderations' })).resources;
    expect(a).toEqual({
      asset_id: expect.any(String),
      public_id: 'a',
      tags: ['a', 'b'],
      moderation_kind: 'manual',
      moderation_status: 'pending',
    });
    expect(Object.keys(b ?? {}).sort()).toEqual(['asset_id', 'public_id']);
    expect(await refusalOf(list({ fields: 'nope' }))).toBe(400);
  });

  it('lists resource types and tags', async () => {
    await library.put('a', 'x', { tags: 'b,a1,a2' });
    await library.put('b.txt', 'x', { resource_type: 'raw', tags: 'c' });
    const { api } = cloudinary;
    expect(await api.resource_types(library.credentials)).toMatchObject({ resource_types: ['image', 'raw', 'video'] });
    const options = { ...library.credentials, max_results: 2 };
    const first = await api.tags(options);
    expect(first).toMatchObject({ tags: ['a1', 'a2'] });
    expect(await api.tags({ ...options, next_cursor: first.next_cursor })).toMatchObject({ tags: ['b'] });
    expect((await api.tags({ ...options, prefix: 'b' })).tags).toEqual(['b']);
    expect((await api.tags({ ...options, resource_type: 'raw' } as object)).tags).toEqual(['c']);
  });

  it('describes coordinates, faces and moderations of one asset', async () => {
    await library.put('a', 'x', {
      face_coordinates: '1,2,3,4|5,6,7,8',
      custom_coordinates: '9,9,9,9',
      moderation: 'manual',
    });
    await library.put('b');
    const options = { ...library.credentials, faces: true, coordinates: true };
    const faces = [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ];
    expect(await cloudinary.api.resource('a', options)).toMatchObject({
      faces,
      coordinates: { faces, custom: [[9, 9, 9, 9]] },
      moderation: [{ kind: 'manual', status: 'pending' }],
    });
    const plain = await cloudinary.api.resource('b', options);
    for (const name of ['coordinates', 'moderation', 'tags', 'context']) expect(plain).not.toHaveProperty(name);
    expect(await refusalOf(cloudinary.api.resource('a', { ...options, phash: true }))).toBe(400);
  });

  it('finds by public_ids and asset_ids, and skips those that are missing', async () => {
    const one = await library.put('a,b');
    await library.put('c');
    const byIds = await cloudinary.api.resources_by_ids(['a,b', 'c', 'nope'], library.credentials);
    expect(idsOf(byIds)).toEqual(['a,b', 'c']);
    const byAssetIds = await cloudinary.api.resources_by_asset_ids(
      [one['asset_id'], 'f'.repeat(32)],
      library.credentials,
    );
    expect(idsOf(byAssetIds)).toEqual(['a,b']);
    const found = await untypedApi.resource_by_asset_id(one['asset_id'], library.credentials);
    expect(found.public_id).toBe('a,b');
    expect(await refusalOf(cloudinary.api.resource('nope', library.credentials))).toBe(404);
  });

  it('deletes by prefix, or everything, 1,000 at a time', async () => {
    await uploadAll([...numbered(3), 'other']);
    await cloudinary.api.delete_resources_by_prefix('id-', library.credentials);
    expect(library.cloud.assets().map(({ public_id }) => public_id)).toEqual(['other']);
    for (let i = 0; i < 1100; i += 50) await uploadAll(numbered(50).map((id) => `${i}-${id}`));
    const first = await cloudinary.api.delete_all_resources(library.credentials);
    expect(Object.keys(first.deleted)).toHaveLength(1000);
    const options = { ...library.credentials, next_cursor: first['next_cursor'] };
    const second = await cloudinary.api.delete_all_resources(options);
    expect(second).toMatchObject({ partial: false });
    expect(library.cloud.assets()).toEqual([]);
  });
});

describe('details', () => {
  it('are changed by tag, context, explicit and update calls', async () => {
    await library.put('a', 'x', { tags: ['one'] });
    await library.put('b', 'x', { tags: ['two'] });
    await cloudinary.uploader.add_tag('two,three', ['a'], library.ofImages);
    await cloudinary.uploader.remove_tag('one', ['a', 'nope'], library.ofImages);
    await cloudinary.uploader.add_context('k=v', ['a'], library.ofImages);
    await cloudinary.uploader.explicit('a', { ...library.credentials, type: 'upload', metadata: { m: '1' } });
    await cloudinary.api.update('a', { ...library.credentials, display_name: 'A', metadata: { n: '2' } });
    expect(library.cloud.assets()[0]).toMatchObject({
      tags: ['two', 'three'],
      context: { k: 'v' },
      metadata: { m: '1', n: '2' },
      display_name: 'A',
      bytes: 1,
    });
    await cloudinary.uploader.remove_all_tags(['a'], library.ofImages);
    expect(library.cloud.assets()[0]?.tags).toEqual([]);
  });

  it('change the version on a change of access control only if the behaviour says so', async () => {
    const { version } = await library.put('a');
    const update = (access_type: string) =>
      cloudinary.api.update('a', { ...library.credentials, access_control: [{ access_type }] } as object);
    await nextSecond();
    expect((await update('token')).version).toBe(version);
    library.behaviour.accessControlChangesVersion = true;
    expect((await update('anonymous')).version).toBeGreaterThan(version);
  });
});

describe('usage', () => {
  it('counts originals, their bytes, and the bytes served', async () => {
    const { format } = await library.put('a', '12345');
    await library.put('b', '123', { resource_type: 'raw', type: 'private' });
    const url = cloudinary.utils.private_download_url('a', String(format), { ...library.credentials, type: 'upload' });
    expect((await fetchBytes(url)).bytes).toHaveLength(5);
    expect(await cloudinary.api.usage(library.credentials)).toMatchObject({
      plan: 'Free',
      resources: 2,
      storage: { usage: 8 },
      bandwidth: { usage: 5, limit: expect.any(Number) },
    });
    const ofOneDay = await cloudinary.api.usage({ ...library.credentials, date: '29-11-2026' });
    expect(ofOneDay.bandwidth).toEqual({ usage: 5 });
  });
});
