import { v2 as cloudinary } from 'cloudinary';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminRequest, startLibrary } from './simulated-library.ts';

let library: Awaited<ReturnType<typeof startLibrary>>;
let clock = new Date('2026-11-20T09:59:00Z');
beforeAll(async () => {
  library = await startLibrary({ now: () => clock, environment: { adminCallsPerHour: 3 } });
});
afterAll(() => library.server.close());

describe('the quota of the Admin API', () => {
  it('is told in headers, ends in a 420, and begins anew each hour', async () => {
    const first = await cloudinary.api.ping(library.credentials);
    expect(first).toMatchObject({ rate_limit_allowed: 3, rate_limit_remaining: 2 });
    expect(first.rate_limit_reset_at).toEqual(new Date('2026-11-20T10:00:00Z'));
    await cloudinary.api.usage(library.credentials);
    await cloudinary.api.ping(library.credentials);
    const refused = await adminRequest(library, 'GET', 'ping');
    expect(refused.status).toBe(420);
    expect(refused.headers.get('x-featureratelimit-remaining')).toBe('0');
    const timestamp = Math.floor(clock.getTime() / 1000);
    await expect(library.upload('x', { timestamp })).resolves.toBeDefined();
    expect(library.environment.adminCalls).toBe(4);
    clock = new Date('2026-11-20T10:00:01Z');
    expect(await cloudinary.api.ping(library.credentials)).toMatchObject({ rate_limit_remaining: 2 });
  });
});
