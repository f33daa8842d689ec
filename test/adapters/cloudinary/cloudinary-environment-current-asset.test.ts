import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { PipelineError } from '#shared/domain/errors.ts';
import type { ProductEnvironment } from '#shared/usecases/worker/product-environment.ts';
import {
  callWith,
  controller,
  destroy,
  environment,
  failureOf,
  fault,
  image,
  OUT_OF_TIME,
  PNG,
  server,
  upload,
} from './cloudinary-setup.ts';

describe('currentAsset', () => {
  const ask = (hint: Parameters<ProductEnvironment['currentAsset']>[0]) =>
    environment.currentAsset(hint, controller.signal);

  test('describes an asset by its asset_id, or by its identity where that is all there is', async () => {
    const options = { public_id: 'a/b c', type: 'private', tags: ['x', 'y'], context: { alt: 'sea' } } as const;
    const { asset_id, version, etag } = await upload(PNG, options);
    const expected = {
      asset: { asset_id, resource_type: 'image', type: 'private', public_id: 'a/b c' },
      revision: { version, etag, bytes: PNG.length, format: 'png' },
      details: { tags: ['x', 'y'], context: { alt: 'sea' } },
      placeholder: false,
    };
    expect(await ask({ asset_id })).toMatchObject(expected);
    expect(await ask(image('a/b c', 'private'))).toMatchObject(expected);
    // The id decides: the name may be an old one.
    expect(await ask({ ...image('before the rename'), asset_id })).toMatchObject(expected);
  });

  test.each(['a?b=c', 'a%2Fb', 'c#d', 'naïve/日本語', "it's", 'video/upload'])('asks for the odd id %j', async (id) => {
    await upload(PNG, { public_id: id });
    expect(await ask(image(id))).toMatchObject({ asset: { public_id: id } });
  });

  test('of a deleted asset is nothing or, where a backup is kept, a placeholder', async () => {
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
    [400, 'origin-failed'],
    [401, 'credentials-unavailable'],
    [403, 'credentials-unavailable'],
    [420, 'throttled'],
    [429, 'throttled'],
    [503, 'origin-failed'],
  ])('answered by %i is %s', async (status, code) => {
    fault('admin', { kind: 'status', status });
    expect(await failureOf(ask({ asset_id: 'a' }))).toMatchObject({ name: 'PipelineError', code });
  });

  test('cut off, reset or in the wrong words is a failure of the origin', async () => {
    const { asset_id } = await upload(PNG, { public_id: 'photo' });
    fault('admin', { kind: 'short', honestLength: false });
    expect(await failureOf(ask({ asset_id }))).toMatchObject({ code: 'origin-failed' });
    fault('admin', { kind: 'reset' });
    expect(await failureOf(ask({ asset_id }))).toMatchObject({ code: 'origin-failed' });
    fault('admin', { kind: 'short', honestLength: true });
    expect(await failureOf(ask({ asset_id }))).toMatchObject({ code: 'origin-failed' });
    server.faults.script = undefined;
    // Such an id leads to a listing, which describes no asset.
    expect(await failureOf(ask({ asset_id: 'by_asset_ids' }))).toMatchObject({ code: 'origin-failed' });
  });

  test('that hangs ends with the deadline, and its late answer disturbs nobody', { timeout: 5000 }, async () => {
    fault('admin', { kind: 'hang' });
    setTimeout(() => controller.abort(OUT_OF_TIME), 50);
    expect(await failureOf(ask({ asset_id: 'a' }))).toBe(OUT_OF_TIME);
    expect(await failureOf(ask({ asset_id: 'a' }))).toBe(OUT_OF_TIME);
    await server.close();
    await sleep(50);
  });

  test('that hangs ends after 30 s', { timeout: 5000 }, async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      const sooner = new AbortController();
      setTimeout(() => sooner.abort(new DOMException('The operation timed out.', 'TimeoutError')), 50);
      return sooner.signal;
    });
    fault('admin', { kind: 'hang' });
    const failure = await failureOf(ask({ asset_id: 'a' }));
    expect(failure).toMatchObject({ code: 'origin-failed', message: 'The Admin API failed (no answer).' });
    expect(timeout).toHaveBeenCalledExactlyOnceWith(30_000);
    timeout.mockRestore();
  });

  test('leaves the reserve of the quota to the user, until its reset', async () => {
    const { asset_id } = await upload(PNG, { public_id: 'photo' });
    server.environment('demo').quota.limit = 20;
    for (let call = 0; call < 18; call++) await ask({ asset_id });
    const failure = await failureOf(ask({ asset_id }));
    expect(failure).toMatchObject({ code: 'throttled', message: expect.stringContaining('reserve') });
    const resetsAt = failure instanceof PipelineError ? failure.retryAt : undefined;
    expect(resetsAt?.getTime()).toBeGreaterThan(Date.now());
    expect(server.environment('demo').adminCalls).toBe(18);
    vi.useFakeTimers({ toFake: ['Date'], now: resetsAt ?? new Date() });
    expect(await ask({ asset_id })).toBeDefined();
  });

  test('makes do without a word about the quota', async () => {
    const { asset_id } = await upload(PNG, { public_id: 'photo' });
    vi.spyOn(server.environment('demo').quota, 'headers').mockReturnValue({});
    expect(await ask({ asset_id })).toBeDefined();
    vi.spyOn(server.environment('demo').quota, 'headers').mockReturnValue({
      'X-FeatureRateLimit-Limit': '20',
      'X-FeatureRateLimit-Remaining': 'none',
      'X-FeatureRateLimit-Reset': 'soon',
    });
    expect(await ask({ asset_id })).toBeDefined();
    expect(await ask({ asset_id })).toBeDefined();
  });

  test('tells the quota as the last answer said it, by a new object for each', async () => {
    expect(environment.quota()).toBeUndefined();
    const { asset_id } = await upload(PNG, { public_id: 'photo' });
    await ask({ asset_id });
    const first = environment.quota();
    expect(first).toMatchObject({ limit: 100, remaining: 99 });
    vi.spyOn(server.environment('demo').quota, 'headers').mockReturnValueOnce({});
    await ask({ asset_id });
    expect(environment.quota()).toBe(first);
    vi.restoreAllMocks();
    await ask({ asset_id });
    expect(environment.quota()).toMatchObject({ remaining: 97 });
  });

  test('takes up a rotated key', async () => {
    const { asset_id } = await upload(PNG, { public_id: 'photo' });
    const rotated = { apiKey: '2', apiSecret: 'another' };
    callWith(rotated);
    expect(await failureOf(ask({ asset_id }))).toMatchObject({ code: 'credentials-unavailable' });
    server.environment('demo').keys.push(rotated);
    expect(await ask({ asset_id })).toBeDefined();
  });
});
