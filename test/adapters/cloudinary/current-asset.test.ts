import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { PipelineError } from '#shared/domain/errors.ts';
import type { CloudApi } from '#shared/usecases/worker/cloud-api.ts';
import {
  api,
  callWith,
  controller,
  destroy,
  failureOf,
  fault,
  image,
  OUT_OF_TIME,
  PNG,
  relate,
  server,
  upload,
} from './cloudinary-setup.ts';

describe('currentAsset', () => {
  const ask = (hint: Parameters<CloudApi['currentAsset']>[0]) => api.currentAsset(hint, controller.signal);

  test('finds an asset by its asset_id, or by its identity if there is no id', async () => {
    const options = {
      public_id: 'a/b c',
      type: 'private',
      tags: ['y', 'x'],
      context: { alt: 'sea' },
      custom_coordinates: '1,2,3,4',
      face_coordinates: '5,6,7,8|9,10,11,12',
    } as const;
    const faces = [
      [5, 6, 7, 8],
      [9, 10, 11, 12],
    ];
    const { asset_id, version, etag } = await upload(PNG, options);
    const expected = {
      asset: { asset_id, resource_type: 'image', type: 'private', public_id: 'a/b c' },
      revision: { version, etag, bytes: PNG.length, format: 'png' },
      details: { tags: ['x', 'y'], context: { alt: 'sea' }, coordinates: { custom: [[1, 2, 3, 4]], faces } },
      placeholder: false,
    };
    expect(await ask({ asset_id })).toMatchObject(expected);
    expect(await ask(image('a/b c', 'private'))).toMatchObject(expected);
    // The id decides: the name may be outdated.
    expect(await ask({ ...image('before the rename'), asset_id })).toMatchObject(expected);
  });

  test.each(['a?b=c', 'a%2Fb', 'c#d', 'naïve/日本語', "it's", 'video/upload'])(
    'asks for the unusual id %j',
    async (id) => {
      await upload(PNG, { public_id: id });
      expect(await ask(image(id))).toMatchObject({ asset: { public_id: id } });
    },
  );

  test('finds protection, decisions of moderation, and related assets', async () => {
    const one = await upload(PNG, { public_id: 'one', access_mode: 'authenticated', moderation: 'manual' });
    const two = await upload(PNG, { public_id: 'two' });
    await relate('one', 'image/upload/two');
    server.cloud('demo').moderate(String(one['asset_id']), { status: 'rejected' });
    expect(await ask(image('one'))).toMatchObject({
      details: {
        access_mode: 'authenticated',
        access_control: null,
        moderation: [{ kind: 'manual', status: 'rejected', updated_at: expect.stringMatching(/T.*\.000000Z$/) }],
        related_assets: [{ ...image('two'), asset_id: two['asset_id'] }],
      },
    });
    expect(await ask(image('two'))).toMatchObject({ details: { related_assets: [image('one')] } });
  });

  test.each(['.', '..'])('asks no other endpoint about the public_id %j', async (id) => {
    server.behaviour.lenientPublicIds = true;
    const { asset_id, etag } = await upload(PNG, { public_id: id });
    server.behaviour.lenientPublicIds = false;
    const { requests } = server.cloud('demo');
    const from = requests.length;
    expect(await ask(image(id))).toMatchObject({ asset: { asset_id, public_id: id }, revision: { etag } });
    expect(await ask(image(id, 'private'))).toBeUndefined();
    expect(requests.slice(from).map(({ path }) => path)).toEqual([
      'resources/image/upload',
      `resources/${asset_id}`,
      'resources/image/private',
    ]);
  });

  test('fails if the answer about such an id is no list', async () => {
    fault('admin', { kind: 'short', honestLength: true });
    expect(await failureOf(ask(image('..')))).toMatchObject({ code: 'cloudinary-failed' });
  });

  test('finds nothing for a deleted asset or, if it has a backup, a placeholder', async () => {
    const { asset_id } = await upload(PNG, { public_id: 'photo' });
    await destroy('photo');
    expect(await ask({ asset_id })).toBeUndefined();
    const kept = await upload(PNG, { public_id: 'kept', backup: true });
    await server.nativeBackups.idle();
    await destroy('kept');
    expect(await ask({ asset_id: String(kept['asset_id']) })).toMatchObject({
      placeholder: true,
      revision: { bytes: 0 },
    });
  });

  test.each([
    [302, 'cloudinary-failed'],
    [400, 'cloudinary-failed'],
    [401, 'credentials-unavailable'],
    [403, 'credentials-unavailable'],
    [409, 'cloudinary-failed'],
    [420, 'throttled'],
    [423, 'cloudinary-failed'],
    [429, 'throttled'],
    [502, 'cloudinary-failed'],
    [503, 'cloudinary-failed'],
  ])('turns HTTP %i into %s', async (status, code) => {
    fault('admin', { kind: 'status', status });
    expect(await failureOf(ask({ asset_id: 'a' }))).toMatchObject({ name: 'PipelineError', code });
  });

  test('fails if the answer is cut off, reset or malformed', async () => {
    const { asset_id } = await upload(PNG, { public_id: 'photo' });
    fault('admin', { kind: 'short', honestLength: false });
    expect(await failureOf(ask({ asset_id }))).toMatchObject({ code: 'cloudinary-failed' });
    fault('admin', { kind: 'reset' });
    expect(await failureOf(ask({ asset_id }))).toMatchObject({ code: 'cloudinary-failed' });
    fault('admin', { kind: 'short', honestLength: true });
    expect(await failureOf(ask({ asset_id }))).toMatchObject({ code: 'cloudinary-failed' });
    server.faults.script = undefined;
    // This id leads to a listing instead of an asset.
    expect(await failureOf(ask({ asset_id: 'by_asset_ids' }))).toMatchObject({ code: 'cloudinary-failed' });
  });

  test('ends at the deadline if Cloudinary hangs, and ignores a late failure', { timeout: 5000 }, async () => {
    fault('admin', { kind: 'hang' });
    setTimeout(() => controller.abort(OUT_OF_TIME), 50);
    expect(await failureOf(ask({ asset_id: 'a' }))).toBe(OUT_OF_TIME);
    expect(await failureOf(ask({ asset_id: 'a' }))).toBe(OUT_OF_TIME);
    await server.close();
    await sleep(50);
  });

  test('times out after 30 s', { timeout: 5000 }, async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      const sooner = new AbortController();
      setTimeout(() => sooner.abort(new DOMException('The operation timed out.', 'TimeoutError')), 50);
      return sooner.signal;
    });
    fault('admin', { kind: 'hang' });
    const failure = await failureOf(ask({ asset_id: 'a' }));
    expect(failure).toMatchObject({ code: 'cloudinary-failed', message: 'The Admin API failed (no answer).' });
    expect(timeout).toHaveBeenCalledExactlyOnceWith(30_000);
    timeout.mockRestore();
  });

  test('leaves the reserve of the quota to others, until the quota resets', async () => {
    const { asset_id } = await upload(PNG, { public_id: 'photo' });
    server.cloud('demo').quota.limit = 20;
    for (let call = 0; call < 18; call++) await ask({ asset_id });
    const failure = await failureOf(ask({ asset_id }));
    expect(failure).toMatchObject({ code: 'throttled', message: expect.stringContaining('reserve') });
    const resetsAt = failure instanceof PipelineError ? failure.retryAt : undefined;
    expect(resetsAt?.getTime()).toBeGreaterThan(Date.now());
    expect(server.cloud('demo').adminCalls).toBe(18);
    vi.useFakeTimers({ toFake: ['Date'], now: resetsAt ?? new Date() });
    expect(await ask({ asset_id })).toBeDefined();
  });

  test('works without information about the quota', async () => {
    const { asset_id } = await upload(PNG, { public_id: 'photo' });
    vi.spyOn(server.cloud('demo').quota, 'headers').mockReturnValue({});
    expect(await ask({ asset_id })).toBeDefined();
    vi.spyOn(server.cloud('demo').quota, 'headers').mockReturnValue({
      'X-FeatureRateLimit-Limit': '20',
      'X-FeatureRateLimit-Remaining': 'none',
      'X-FeatureRateLimit-Reset': 'soon',
    });
    expect(await ask({ asset_id })).toBeDefined();
    expect(await ask({ asset_id })).toBeDefined();
  });

  test('reports the quota of the last answer, and counts on if one says nothing', async () => {
    expect(api.quota()).toBeUndefined();
    const { asset_id } = await upload(PNG, { public_id: 'photo' });
    await ask({ asset_id });
    const first = api.quota();
    expect(first).toMatchObject({ limit: 100, remaining: 99 });
    vi.spyOn(server.cloud('demo').quota, 'headers').mockReturnValueOnce({});
    await ask({ asset_id });
    expect(api.quota()).toEqual({ ...first, remaining: 98 });
    vi.restoreAllMocks();
    await ask({ asset_id });
    expect(api.quota()).toMatchObject({ remaining: 97 });
  });

  test('uses a rotated key', async () => {
    const { asset_id } = await upload(PNG, { public_id: 'photo' });
    const rotated = { apiKey: '2', apiSecret: 'another' };
    callWith(rotated);
    expect(await failureOf(ask({ asset_id }))).toMatchObject({ code: 'credentials-unavailable' });
    server.cloud('demo').keys.push(rotated);
    expect(await ask({ asset_id })).toBeDefined();
  });
});
