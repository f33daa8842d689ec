import { getEventListeners } from 'node:events';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { cloudinaryListing } from '#shared/adapters/cloudinary/cloudinary-listing.ts';
import { controller, failureOf, fault, server, settings } from './cloudinary-setup.ts';
import { KEY } from './demo-cloudinary.ts';

let listing: ReturnType<typeof cloudinaryListing>;

beforeEach(() => {
  listing = cloudinaryListing(settings());
});

/** Any of the calls: all share credentials, quota and deadline. */
function ask() {
  return listing.usage(controller.signal);
}

describe('the quota', () => {
  const inAnHour = () => new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);

  test('is the recalled one until Cloudinary reports one', async () => {
    const spent = { limit: 500, remaining: 50, resetsAt: inAnHour() };
    listing.recall(spent);
    expect(listing.quota()).toEqual(spent);
    expect(await failureOf(ask())).toMatchObject({ code: 'throttled', retryAt: spent.resetsAt });
    expect(server.cloud('demo').adminCalls).toBe(0);
    listing.recall({ ...spent, remaining: 51 });
    await ask();
    expect(listing.quota()).toMatchObject({ limit: 100, remaining: 99 });
    listing.recall(spent);
    expect(listing.quota()).toMatchObject({ limit: 100, remaining: 99 });
    await ask();
  });

  test('is the recalled one again after the reported one has reset', async () => {
    await ask();
    const { resetsAt } = listing.quota() ?? {};
    vi.useFakeTimers({ toFake: ['Date'], now: resetsAt ?? new Date() });
    expect(listing.quota()).toMatchObject({ limit: 100 });
    const spent = { limit: 500, remaining: 50, resetsAt: inAnHour() };
    listing.recall(spent);
    expect(await failureOf(ask())).toMatchObject({ code: 'throttled', retryAt: spent.resetsAt });
  });

  test.each([420, 429])('does not count as spent after a single refusal (%i)', async (status) => {
    fault('admin', { kind: 'status', status });
    expect(await failureOf(ask())).toMatchObject({ code: 'throttled', retryAt: undefined });
    listing.recall({ limit: 500, remaining: 400, resetsAt: inAnHour() });
    expect(await failureOf(ask())).toMatchObject({ code: 'throttled', retryAt: undefined });
  });
});

describe('credentials', () => {
  const ROTATED = { apiKey: '2', apiSecret: 'another+secret' };

  test('are renewed once after a rotation', async () => {
    server.cloud('demo').keys.splice(0, 1, ROTATED);
    expect(await failureOf(ask())).toMatchObject({ code: 'credentials-unavailable' });
    listing = cloudinaryListing(settings(ROTATED));
    expect(await ask()).toMatchObject({ assets: 0 });
    listing = cloudinaryListing(settings({ ...ROTATED, apiSecret: 'wrong' }));
    expect(await failureOf(ask())).toMatchObject({ code: 'credentials-unavailable' });
  });

  test('are not tried again if they have not changed', async () => {
    fault('admin', { kind: 'status', status: 401 });
    listing = cloudinaryListing(settings(KEY));
    expect(await failureOf(ask())).toMatchObject({ code: 'credentials-unavailable' });
    expect(server.cloud('demo').adminCalls).toBe(1);
  });
});

test('a call leaves no listener on its signal, whether it succeeds or fails', async () => {
  const any = vi.spyOn(AbortSignal, 'any');
  await ask();
  fault('admin', { kind: 'status', status: 500 });
  await failureOf(ask());
  const signals = any.mock.results.map(({ value }) => getEventListeners(value as AbortSignal, 'abort'));
  expect(signals).toEqual([[], []]);
});
