import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { GeneratedAsset } from '#local/cloudinary/observed-cloud.ts';
import { cloudinaryListing } from '#shared/adapters/cloudinary/cloudinary-listing.ts';
import type { CurrentAsset } from '#shared/domain/asset/revision.ts';
import { LISTINGS } from '#shared/domain/inventory/listing.ts';
import type { ListingPage } from '#shared/usecases/inventory/library-listing.ts';
import {
  controller,
  destroy,
  failureOf,
  fault,
  OUT_OF_TIME,
  PNG,
  passSeconds,
  server,
  settings,
  upload,
} from './cloudinary-setup.ts';

const IMAGES = { resource_type: 'image', type: 'upload' };
let listing: ReturnType<typeof cloudinaryListing>;

beforeEach(() => {
  listing = cloudinaryListing(settings());
});

function add(publicId: string, more: Partial<GeneratedAsset> = {}) {
  return server.cloud('demo').addGeneratedAsset({ publicId, resourceType: 'image', bytes: 10, format: 'png', ...more });
}

function page(at: { cursor?: string; startAt?: string } = {}, of = IMAGES) {
  return listing.page(of, at, controller.signal);
}

function idsOf({ assets }: ListingPage) {
  return assets.map(({ asset }) => asset.public_id);
}

/** Changes how the server answers a listing: we must not depend on what the documentation does not promise. */
function answering(change: (answer: { resources: Record<string, unknown>[] }) => object) {
  const { parse } = JSON;
  vi.spyOn(JSON, 'parse').mockImplementation((text, reviver) => {
    const parsed: unknown = parse(text, reviver);
    const isPage = typeof parsed === 'object' && parsed !== null && 'resources' in parsed;
    return isPage ? change(parsed as { resources: Record<string, unknown>[] }) : parsed;
  });
}

describe('a page of a listing', () => {
  test('describes assets with all requested details', async () => {
    const options = { public_id: 'a/b c', tags: ['x', 'y'], context: { alt: 'sea' }, metadata: { m: '1' } };
    const more = { asset_folder: 'f/g', display_name: 'Sea', access_control: [{ access_type: 'token' as const }] };
    const uploaded = await upload(PNG, { ...options, ...more, custom_coordinates: '1,2,3,4' });
    const { assets, unreadable, next } = await page();
    expect({ assets, unreadable, next }).toEqual({
      assets: [
        {
          asset: { ...IMAGES, public_id: 'a/b c', asset_id: uploaded['asset_id'] },
          revision: { version: uploaded.version, bytes: PNG.length, etag: uploaded.etag, format: 'png' },
          details: {
            tags: ['x', 'y'],
            context: { alt: 'sea' },
            metadata: { m: '1' },
            asset_folder: 'f/g',
            display_name: 'Sea',
            access_control: [{ access_type: 'token' }],
            access_mode: 'public',
            created_at: uploaded.created_at,
          },
          placeholder: false,
        } satisfies CurrentAsset,
      ],
      unreadable: 0,
      next: undefined,
    });
  });

  test('gives empty details where an asset has none', async () => {
    await add('bare');
    answering(({ resources }) => ({ resources: resources.map((item) => ({ ...item, tags: undefined })) }));
    const [asset] = (await page()).assets;
    expect(asset?.details).toMatchObject({ tags: [], context: {}, metadata: {} });
    expect(asset?.details).not.toHaveProperty('coordinates');
    expect(asset?.details).not.toHaveProperty('moderation');
    expect(asset?.revision).not.toHaveProperty('version_id');
  });

  test('contains one resource type and one delivery type', async () => {
    for (const { resource_type, type } of LISTINGS) {
      await add(`${resource_type}-${type}`, { resourceType: resource_type as GeneratedAsset['resourceType'], type });
    }
    await add('fetched', { type: 'fetch' });
    expect(LISTINGS).toHaveLength(9);
    for (const each of LISTINGS) expect(idsOf(await page({}, each))).toEqual([`${each.resource_type}-${each.type}`]);
  });

  test('has up to 500 assets, and the pages follow the order of creation', async () => {
    const ids = Array.from({ length: 1200 }, (_, index) => `id-${index}`);
    for (const id of ids) await add(id, { seed: 1, notifies: false });
    const pages: ListingPage[] = [];
    let cursor: string | undefined;
    do {
      pages.push(await page(cursor === undefined ? {} : { cursor }));
      cursor = pages.at(-1)?.next;
    } while (cursor !== undefined);
    expect(pages.map(({ assets }) => assets.length)).toEqual([500, 500, 200]);
    expect(pages.flatMap(idsOf)).toEqual(ids);
  });

  test('starts at the given time', async () => {
    const hours = (count: number) => new Date(Date.UTC(2026, 10, 20, count));
    for (const count of [1, 2, 3]) await add(`at-${count}`, { uploadedAt: hours(count) });
    expect(idsOf(await page({ startAt: hours(2).toISOString() }))).toEqual(['at-2', 'at-3']);
  });

  test('gives what moderation decided, and whether access is limited', async () => {
    const { asset_id } = await upload(PNG, { public_id: 'a', moderation: 'manual', access_mode: 'authenticated' });
    const pending = { kind: 'manual', status: 'pending' };
    const limited = { access_mode: 'authenticated', access_control: null };
    expect((await page()).assets).toMatchObject([{ details: { moderation: [pending], ...limited } }]);
    server.cloud('demo').moderate(String(asset_id), { status: 'rejected' });
    expect((await page()).assets).toMatchObject([{ details: { moderation: [{ ...pending, status: 'rejected' }] } }]);
  });

  test('includes placeholders, and leaves deleted assets out', async () => {
    const { asset_id } = await add('rejected');
    server.behaviour.moderationWithdrawsOriginal = true;
    server.cloud('demo').moderate(asset_id, { kind: 'manual', status: 'rejected' });
    await upload(PNG, { public_id: 'deleted', backup: true });
    await server.nativeBackups.idle();
    await destroy('deleted');
    server.behaviour.listingGivesDeleted = true;
    const { assets, unreadable } = await page();
    expect(assets).toMatchObject([{ asset: { public_id: 'rejected' }, placeholder: true, revision: { bytes: 0 } }]);
    expect(unreadable).toBe(0);
  });

  test('may lack etags', async () => {
    await add('a');
    server.behaviour.listingOmitsEtag = true;
    const [asset] = (await page()).assets;
    expect(asset?.revision).not.toHaveProperty('etag');
    expect(asset?.revision).toMatchObject({ bytes: 10 });
  });

  test('counts items that lack something a row needs', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) await add(id);
    answering(({ resources: [a, b, c, d, e] }) => ({
      resources: [
        { ...a, version: undefined },
        { ...b, bytes: undefined },
        { ...c, public_id: undefined },
        // A deleted asset is no asset, readable or not.
        { ...d, status: 'deleted', bytes: undefined },
        { ...e, status: 7, unheard_of: true },
      ],
      next_cursor: null,
    }));
    const { assets, unreadable, next } = await page();
    expect(assets).toMatchObject([{ asset: { public_id: 'e' } }]);
    expect({ unreadable, next }).toEqual({ unreadable: 3, next: undefined });
  });

  test.each([{ resources: {} }, { resources: [7] }, { resources: [], next_cursor: 7 }])(
    'is an error if it is malformed',
    async (answer) => {
      answering(() => answer);
      expect(await failureOf(page())).toMatchObject({ code: 'cloudinary-failed' });
    },
  );
});

describe('a cursor', () => {
  const cursorOfFirst = async () => {
    for (let index = 0; index < 501; index++) await add(`${index}`, { seed: 1, notifies: false });
    return (await page()).next ?? '';
  };

  test('that Cloudinary no longer accepts is rejected', async () => {
    const cursor = await cursorOfFirst();
    server.behaviour.listingCursorLifetimeMs = 60_000;
    expect(idsOf(await page({ cursor }))).toEqual(['500']);
    passSeconds(61);
    expect(await failureOf(page({ cursor }))).toMatchObject({ name: 'PipelineError', code: 'cursor-rejected' });
  });

  test.each([400, 404])('counts as rejected after HTTP %i, which is a failure without a cursor', async (status) => {
    fault('admin', { kind: 'status', status });
    expect(await failureOf(page({ cursor: 'x' }))).toMatchObject({ code: 'cursor-rejected' });
    expect(await failureOf(page())).toMatchObject({ code: 'cloudinary-failed' });
  });

  test('is not blamed for any other failure', async () => {
    fault('admin', { kind: 'status', status: 500 });
    expect(await failureOf(page({ cursor: 'x' }))).toMatchObject({ code: 'cloudinary-failed' });
    fault('admin', { kind: 'status', status: 401 });
    expect(await failureOf(page({ cursor: 'x' }))).toMatchObject({ code: 'credentials-unavailable' });
  });
});

describe('the assets that exist', () => {
  const existing = (ids: readonly string[]) => listing.existing(ids, controller.signal);

  test('are those that were not deleted, with or without a backup', async () => {
    const ids: string[] = [];
    for (const public_id of ['there', 'deleted', 'kept']) {
      ids.push(String((await upload(PNG, { public_id, backup: public_id === 'kept' }))['asset_id']));
    }
    await server.nativeBackups.idle();
    for (const id of ['deleted', 'kept']) await destroy(id);
    expect(await existing([...ids, 'f'.repeat(32)])).toEqual(new Set(ids.slice(0, 1)));
  });

  test('are none if no ids are given, and no request is made', async () => {
    expect(await existing([])).toEqual(new Set());
    expect(server.cloud('demo').adminCalls).toBe(0);
  });

  test('are found in one request for a hundred ids', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 100; index++) ids.push((await add(`${index}`)).asset_id);
    expect((await existing(ids)).size).toBe(100);
    expect(server.cloud('demo').adminCalls).toBe(1);
  });

  test('are not concluded from a partial answer or a 404', async () => {
    const { asset_id } = await add('a');
    answering((answer) => ({ ...answer, next_cursor: 'more' }));
    expect(await failureOf(existing([asset_id]))).toMatchObject({ code: 'cloudinary-failed' });
    vi.restoreAllMocks();
    answering(({ resources }) => ({ resources: [...resources, { asset_id: 'other' }, { asset_id: 7 }] }));
    expect(await existing([asset_id])).toEqual(new Set([asset_id]));
    vi.restoreAllMocks();
    answering(({ resources: [a] }) => ({ resources: [{ ...a, status: 'deleted' }] }));
    expect(await existing([asset_id])).toEqual(new Set());
    vi.restoreAllMocks();
    fault('admin', { kind: 'status', status: 404 });
    expect(await failureOf(existing([asset_id]))).toMatchObject({ code: 'cloudinary-failed' });
  });
});

describe('the usage', () => {
  test('is that of the whole cloud', async () => {
    await add('a', { bytes: 1000 });
    await add('b', { bytes: 500, resourceType: 'raw', type: 'private' });
    server.cloud('demo').bandwidth.usage = 7;
    expect(await listing.usage(controller.signal)).toEqual({
      assets: 2,
      storedBytes: 1500,
      bandwidth: { used: 7, limit: 25 * 1024 ** 3 },
      plan: 'Free',
    });
  });

  test('may lack anything but the number of assets', async () => {
    answering(() => ({ resources: 3, bandwidth: { credits_usage: 1 }, storage: 'much' }));
    const nothing = { storedBytes: undefined, bandwidth: undefined, plan: undefined };
    expect(await listing.usage(controller.signal)).toEqual({ assets: 3, ...nothing });
    vi.restoreAllMocks();
    answering(() => ({ resources: 'many' }));
    expect(await failureOf(listing.usage(controller.signal))).toMatchObject({ code: 'cloudinary-failed' });
  });
});

describe('a call', () => {
  test('that hangs ends at the deadline; a page times out after 60 s', { timeout: 5000 }, async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    fault('admin', { kind: 'hang' });
    setTimeout(() => controller.abort(OUT_OF_TIME), 50);
    expect(await failureOf(page())).toBe(OUT_OF_TIME);
    expect(await failureOf(page())).toBe(OUT_OF_TIME);
    expect(timeout).toHaveBeenCalledExactlyOnceWith(60_000);
    vi.restoreAllMocks();
  });
});
