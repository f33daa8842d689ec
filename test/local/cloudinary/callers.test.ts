import { v2 as cloudinary } from 'cloudinary';
import { describe, expect, it } from 'vitest';
import { acceptableSignatures } from '#local/cloudinary/http/authenticate.ts';
import { Params } from '#local/cloudinary/http/params.ts';
import { forEachTest, refusalOf, startLibrary } from './simulated-library.ts';

const library = forEachTest(startLibrary);

describe('authentication', () => {
  it.each([
    ['an unknown key', { api_key: '999' }],
    ['a wrong secret', { api_secret: 'wrong' }],
  ])('refuses %s with a 401', async (_, wrong) => {
    const credentials = { ...library.credentials, ...wrong };
    expect(await refusalOf(library.upload('x', wrong))).toBe(401);
    expect(await refusalOf(cloudinary.api.ping(credentials))).toBe(401);
  });

  it('accepts every key of the cloud', async () => {
    const oldest = { api_key: '111111111111111', api_secret: 'oldest-secret' };
    await expect(library.upload('x', oldest)).resolves.toMatchObject({ api_key: oldest.api_key });
  });

  it('refuses an upload signed more than an hour ago', async () => {
    const timestamp = Math.floor(Date.now() / 1000) - 3700;
    await expect(library.upload('x', { timestamp })).rejects.toMatchObject({
      http_code: 400,
      message: expect.stringContaining('Stale request'),
    });
  });

  it('accepts SHA-256 signatures and signature version 1', async () => {
    await library.upload('x', { signature_algorithm: 'sha256' });
    const version1 = { signature_version: 1, context: { a: 'b&c=d' } } as object;
    await library.upload('x', version1);
  });

  it('agrees with the SDK about lists and ampersands', () => {
    const sent = { public_ids: ['a', 'b&c'], timestamp: '1', type: '' };
    const params = new Params();
    params.addJson(sent);
    expect(acceptableSignatures(params, 's')).toContain(cloudinary.utils.api_sign_request(sent, 's'));
  });

  it('refuses a cloud that does not exist', async () => {
    expect(await refusalOf(library.upload('x', { cloud_name: 'nowhere' }))).toBe(401);
  });
});

describe('the quota of the Admin API', () => {
  it('is reported in headers, ends in a 420, and starts again each hour', async () => {
    let clock = new Date('2026-11-20T09:59:00Z');
    const library = await startLibrary({ now: () => clock, cloud: { adminCallsPerHour: 3 } });
    const first = await cloudinary.api.ping(library.credentials);
    expect(first).toMatchObject({ rate_limit_allowed: 3, rate_limit_remaining: 2 });
    expect(first.rate_limit_reset_at).toEqual(new Date('2026-11-20T10:00:00Z'));
    await cloudinary.api.usage(library.credentials);
    await cloudinary.api.ping(library.credentials);
    const refused = await library.admin('GET', 'ping');
    expect(refused.status).toBe(420);
    expect(refused.headers['x-featureratelimit-remaining']).toBe('0');
    const timestamp = Math.floor(clock.getTime() / 1000);
    await library.upload('x', { timestamp });
    expect(library.cloud.adminCalls).toBe(4);
    clock = new Date('2026-11-20T10:00:01Z');
    expect(await cloudinary.api.ping(library.credentials)).toMatchObject({ rate_limit_remaining: 2 });
    await library.close();
  });
});
