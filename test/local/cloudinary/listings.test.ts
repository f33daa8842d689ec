import { v2 as cloudinary } from 'cloudinary';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchBytes, startLibrary } from './simulated-library.ts';
import { type Search, searchFor, untypedApi } from './untyped-sdk.ts';

let library: Awaited<ReturnType<typeof startLibrary>>;
beforeEach(async () => {
  library = await startLibrary();
});
afterEach(() => library.server.close());

function idsOf(answer: { resources: { public_id: string }[] }) {
  return answer.resources.map(({ public_id }) => public_id);
}
function numbered(count: number) {
  return Array.from({ length: count }, (_, i) => `id-${String(i).padStart(3, '0')}`);
}
function images() {
  return { ...library.credentials, type: 'upload' };
}

async function uploadAll(ids: string[]): Promise<void> {
  await Promise.all(ids.map((public_id) => library.upload(public_id, { public_id })));
}

describe('listing', () => {
  it('pages through everything once, though assets come and go meanwhile', async () => {
    const ids = numbered(25);
    for (const public_id of ids) await library.upload('x', { public_id });
    const seen: string[] = [];
    let next_cursor: string | undefined;
    do {
      const page = await cloudinary.api.resources({ ...images(), direction: 'asc', next_cursor });
      seen.push(...idsOf(page));
      if (next_cursor === undefined) {
        await cloudinary.api.delete_resources(['id-003', 'id-009'], library.credentials);
        await library.upload('x', { public_id: 'late' });
      }
      next_cursor = page['next_cursor'];
    } while (next_cursor);
    expect(seen).toEqual([...ids, 'late']);
  });

  it('gives 10 at a time by default and 500 at most, newest first', async () => {
    await uploadAll(numbered(12));
    await library.upload('x', { public_id: 'newest' });
    const page = await cloudinary.api.resources(images());
    expect(page.resources).toHaveLength(10);
    expect(idsOf(page)[0]).toBe('newest');
    const tooMany = cloudinary.api.resources({ ...images(), max_results: 501 });
    await expect(tooMany).rejects.toMatchObject({ error: { http_code: 400 } });
  });

  it('refuses a cursor that is older than the behaviour lets it be', async () => {
    await uploadAll(numbered(11));
    const { next_cursor } = (await cloudinary.api.resources(images())) as { next_cursor?: string };
    library.server.behaviour.listingCursorLifetimeMs = 60_000;
    const next = () => cloudinary.api.resources({ ...images(), next_cursor });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 59_000 });
    expect(idsOf(await next())).toHaveLength(1);
    vi.setSystemTime(Date.now() + 2_000);
    await expect(next()).rejects.toMatchObject({ error: { http_code: 400 } });
    library.server.behaviour.listingCursorLifetimeMs = 0;
    expect(idsOf(await next())).toHaveLength(1);
    vi.useRealTimers();
  });

  it('gives deleted assets that have a backup only where the behaviour says so', async () => {
    await library.upload('x', { public_id: 'gone' });
    await library.upload('x', { public_id: 'kept', backup: true });
    await library.upload('x', { public_id: 'there' });
    await library.server.nativeBackups.idle();
    await cloudinary.api.delete_resources(['gone', 'kept'], { ...library.credentials });
    expect(idsOf(await cloudinary.api.resources(images()))).toEqual(['there']);
    expect(idsOf(await searchFor('status=deleted').execute({ ...library.credentials }))).toEqual(['kept']);
    library.server.behaviour.listingGivesDeleted = true;
    expect((await cloudinary.api.resources({ ...images(), direction: 'asc' })).resources).toMatchObject([
      { public_id: 'kept', status: 'deleted', placeholder: true, bytes: 0 },
      { public_id: 'there', status: 'active', bytes: 1 },
    ]);
  });

  it('filters by resource type, delivery type, prefix, folder, tag, context and date', async () => {
    const options = { ...library.credentials, max_results: 500 };
    await library.upload('x', { public_id: 'a/1', tags: 'red', asset_folder: 'f', context: { k: 'v' } });
    await library.upload('x', { public_id: 'b/1', type: 'private' });
    await library.upload('x', { public_id: 'c.txt', resource_type: 'raw' });
    expect(idsOf(await cloudinary.api.resources(options))).toEqual(['b/1', 'a/1']);
    expect(idsOf(await cloudinary.api.resources({ ...options, type: 'private' }))).toEqual(['b/1']);
    expect(idsOf(await cloudinary.api.resources({ ...options, resource_type: 'raw' }))).toEqual(['c.txt']);
    expect(idsOf(await cloudinary.api.resources({ ...options, type: 'upload', prefix: 'a/' }))).toEqual(['a/1']);
    expect(idsOf(await cloudinary.api.resources_by_asset_folder('f', options))).toEqual(['a/1']);
    expect(idsOf(await cloudinary.api.resources_by_tag('red', options))).toEqual(['a/1']);
    expect(idsOf(await cloudinary.api.resources_by_context('k', 'v', options))).toEqual(['a/1']);
    const tomorrow = new Date(Date.now() + 86_400_000);
    expect(idsOf(await cloudinary.api.resources({ ...options, start_at: tomorrow.toUTCString() }))).toEqual([]);
  });

  it('carries tags, context and metadata only when asked, and never version_id', async () => {
    const details = { tags: ['t'], context: { k: 'v' }, metadata: { m: '1' } };
    const uploaded = await library.upload('x', { public_id: 'a', ...details });
    const [plain] = (await cloudinary.api.resources(images())).resources;
    const flags = { tags: true, context: true, metadata: true };
    const [full] = (await cloudinary.api.resources({ ...images(), ...flags })).resources;
    for (const field of ['tags', 'context', 'metadata', 'version_id']) expect(plain).not.toHaveProperty(field);
    expect(full).toMatchObject({ ...details, context: { custom: { k: 'v' } }, etag: uploaded.etag });
    library.server.behaviour.listingOmitsEtag = true;
    const [bare] = (await cloudinary.api.resources({ ...images(), fields: 'version,etag' })).resources;
    expect(Object.keys(bare ?? {}).sort()).toEqual(['asset_id', 'public_id', 'version']);
  });

  it('finds by public_ids and asset_ids, and passes over what is missing', async () => {
    const one = await library.upload('x', { public_id: 'a,b' });
    await library.upload('x', { public_id: 'c' });
    const byIds = await cloudinary.api.resources_by_ids(['a,b', 'c', 'nope'], library.credentials);
    expect(idsOf(byIds)).toEqual(['a,b', 'c']);
    const byAssetIds = await cloudinary.api.resources_by_asset_ids(
      [one['asset_id'], 'f'.repeat(32)],
      library.credentials,
    );
    expect(idsOf(byAssetIds)).toEqual(['a,b']);
    const found = await untypedApi.resource_by_asset_id(one['asset_id'], library.credentials);
    expect(found.public_id).toBe('a,b');
    const missing = cloudinary.api.resource('nope', library.credentials);
    await expect(missing).rejects.toMatchObject({ error: { http_code: 404 } });
  });

  it('deletes by prefix, and all, 1,000 at a time', async () => {
    await uploadAll([...numbered(3), 'other']);
    await cloudinary.api.delete_resources_by_prefix('id-', library.credentials);
    expect(library.environment.assets().map(({ public_id }) => public_id)).toEqual(['other']);
    for (let i = 0; i < 1100; i += 50) await uploadAll(numbered(50).map((id) => `${i}-${id}`));
    const first = await cloudinary.api.delete_all_resources(library.credentials);
    expect(Object.keys(first.deleted)).toHaveLength(1000);
    const options = { ...library.credentials, next_cursor: first['next_cursor'] };
    const second = await cloudinary.api.delete_all_resources(options);
    expect(second).toMatchObject({ partial: false });
    expect(library.environment.assets()).toEqual([]);
  });
});

describe('search', () => {
  const run = async (query: Search) => idsOf(await query.execute(library.credentials));

  it('finds everything, page by page, in the order asked for', async () => {
    const ids = numbered(7);
    for (const public_id of ids) await library.upload('x', { public_id });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = searchFor().sort_by('public_id', 'asc').max_results(3);
      const page = await (cursor ? query.next_cursor(cursor) : query).execute(library.credentials);
      seen.push(...idsOf(page));
      cursor = page.next_cursor;
    } while (cursor);
    expect(seen).toEqual(ids);
    expect((await run(searchFor()))[0]).toBe('id-006');
  });

  it('understands comparisons joined by AND', async () => {
    await library.upload('xx', { public_id: 'a b', tags: 'red', asset_folder: 'f/g' });
    await library.upload('x', { public_id: 'c', resource_type: 'raw', type: 'private' });
    expect(await run(searchFor('resource_type:raw AND type=private'))).toEqual(['c']);
    expect(await run(searchFor('public_id="a b"'))).toEqual(['a b']);
    expect(await run(searchFor('tags=red AND asset_folder="f/*"'))).toEqual(['a b']);
    expect(await run(searchFor('bytes>1'))).toEqual(['a b']);
    expect(await run(searchFor('uploaded_at>1h AND created_at<2100-01-01'))).toEqual(['c', 'a b']);
    expect(await run(searchFor('uploaded_at<1h'))).toEqual([]);
    expect(await run(searchFor('no_such_field:1'))).toEqual([]);
    await expect(run(searchFor('tags=a OR tags=b'))).rejects.toMatchObject({ error: { http_code: 400 } });
  });

  it('carries tags and context with_field, and lags when told to', async () => {
    await library.upload('x', { public_id: 'a', tags: 't', context: { k: 'v' } });
    const query = searchFor().with_field('tags').with_field('context');
    const [found] = (await query.execute(library.credentials)).resources;
    expect(found).toMatchObject({ tags: ['t'], context: { custom: { k: 'v' } } });
    library.server.behaviour.searchLagMs = 60_000;
    expect(await run(searchFor())).toEqual([]);
  });
});

describe('details', () => {
  const ofImages = () => ({ ...library.credentials, resource_type: 'image' as const });

  it('are changed by tag, context, explicit and update calls', async () => {
    await library.upload('x', { public_id: 'a', tags: ['one'] });
    await library.upload('x', { public_id: 'b', tags: ['two'] });
    await cloudinary.uploader.add_tag('two,three', ['a'], ofImages());
    await cloudinary.uploader.remove_tag('one', ['a', 'nope'], ofImages());
    await cloudinary.uploader.add_context('k=v', ['a'], ofImages());
    await cloudinary.uploader.explicit('a', { ...library.credentials, type: 'upload', metadata: { m: '1' } });
    await cloudinary.api.update('a', { ...library.credentials, display_name: 'A', metadata: { n: '2' } });
    expect(library.environment.assets()[0]).toMatchObject({
      tags: ['two', 'three'],
      context: { k: 'v' },
      metadata: { m: '1', n: '2' },
      display_name: 'A',
      bytes: 1,
    });
    await cloudinary.uploader.remove_all_tags(['a'], ofImages());
    expect(library.environment.assets()[0]?.tags).toEqual([]);
  });

  it('change the version under access control only if the behaviour says so', async () => {
    const { version } = await library.upload('x', { public_id: 'a' });
    const update = (access_type: string) =>
      cloudinary.api.update('a', { ...library.credentials, access_control: [{ access_type }] } as object);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await update('token')).version).toBe(version);
    library.server.behaviour.accessControlChangesVersion = true;
    expect((await update('anonymous')).version).toBeGreaterThan(version);
  });
});

describe('usage', () => {
  it('counts originals, what they hold, and what was served', async () => {
    const { format } = await library.upload('12345', { public_id: 'a' });
    await library.upload('123', { public_id: 'b', resource_type: 'raw', type: 'private' });
    const url = cloudinary.utils.private_download_url('a', String(format), { ...library.credentials, type: 'upload' });
    expect((await fetchBytes(url)).bytes).toHaveLength(5);
    expect(await cloudinary.api.usage(library.credentials)).toMatchObject({
      plan: 'Free',
      resources: 2,
      storage: { usage: 8 },
      bandwidth: { usage: 5, limit: expect.any(Number) },
    });
  });
});
