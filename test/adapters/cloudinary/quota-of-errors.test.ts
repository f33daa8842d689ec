import { expect, test, vi } from 'vitest';
import type { Fault } from '#local/cloudinary/faults.ts';
import { cloudApi } from '#shared/adapters/cloudinary/cloudinary-cloud-api.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import { controller, server, settings } from './cloudinary-setup.ts';

const LIMIT = 500;
const USABLE = 400;

/** Asks about assets that do not exist, `together` at once, until the quota ends it. */
async function askMany(count: number, together: number, api = cloudApi({ ...settings(), quotaReserve: 0.2 })) {
  server.cloud('demo').quota.limit = LIMIT;
  const retries: (Date | undefined)[] = [];
  for (let made = 0; made < count; made += together) {
    const batch = Array.from({ length: together }, (_, index) =>
      api.currentAsset({ asset_id: `gone-${made + index}` }, controller.signal),
    );
    for (const result of await Promise.allSettled(batch)) {
      const error: unknown = result.status === 'rejected' ? result.reason : undefined;
      if (error instanceof PipelineError && error.code === 'throttled') retries.push(error.retryAt);
    }
  }
  return retries;
}

const FAULTS: Readonly<Record<string, (ordinal: number) => Fault | undefined>> = {
  '404': () => undefined,
  '500': () => ({ kind: 'status', status: 500 }),
  'a mix of 404, 500 and 420': (ordinal) =>
    ordinal % 3 === 0 ? undefined : { kind: 'status', status: ordinal % 3 === 1 ? 500 : 420 },
  'a mix of 429 and 503': (ordinal) => ({ kind: 'status', status: ordinal % 2 === 0 ? 503 : 429 }),
};

test.each(
  Object.entries(FAULTS).flatMap(([name, strikes]) => [1, 10].map((together) => [name, together, strikes] as const)),
)('answers of %s, %i at once, leave the reserve alone', { timeout: 120_000 }, async (_, together, strikes) => {
  server.faults.script = ({ point, ordinal }) => (point === 'admin' ? strikes(ordinal) : undefined);
  const retries = await askMany(LIMIT + 100, together);
  expect(server.cloud('demo').adminCalls).toBe(USABLE);
  expect(retries.at(-1)?.getTime()).toBeGreaterThan(Date.now());
});

test('answers without a word about the quota count against the smallest one', { timeout: 60_000 }, async () => {
  vi.spyOn(server.cloud('demo').quota, 'headers').mockReturnValue({});
  await askMany(LIMIT + 100, 10);
  expect(server.cloud('demo').adminCalls).toBe(USABLE);
});

test.each([420, 429])('a refusal (%i) of a spent quota is remembered until its reset', async (status) => {
  server.faults.script = () => ({ kind: 'status', status });
  vi.spyOn(server.cloud('demo').quota, 'headers').mockReturnValue({});
  const retries = await askMany(30, 10);
  expect(server.cloud('demo').adminCalls).toBe(1);
  expect(retries).toHaveLength(30);
  expect(new Set(retries.map((retryAt) => retryAt?.getTime())).size).toBe(1);
});

test('the first of ten calls at once finds the quota out', async () => {
  server.cloud('demo').quota.limit = LIMIT;
  vi.spyOn(server.cloud('demo').quota, 'headers').mockReturnValue({
    'X-FeatureRateLimit-Limit': '500',
    'X-FeatureRateLimit-Remaining': '103',
    'X-FeatureRateLimit-Reset': new Date(Date.now() + 60_000).toUTCString(),
  });
  const retries = await askMany(10, 10);
  expect(server.cloud('demo').adminCalls).toBe(4);
  expect(retries).toHaveLength(6);
});
