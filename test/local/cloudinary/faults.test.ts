import { v2 as cloudinary } from 'cloudinary';
import { beforeEach, describe, expect, it } from 'vitest';
import { faultsFrom } from '#local/cloudinary/faults.ts';
import { fetchBytes, forEachTest, refusalOf, startLibrary } from './simulated-library.ts';

const BYTES = Buffer.alloc(300_000, 'abcdefghij');

const library = forEachTest(startLibrary);
let assetId: string;
beforeEach(async () => {
  assetId = (await library.put('a', BYTES, { backup: true }))['asset_id'];
});

function download() {
  return fetchBytes(cloudinary.utils.private_download_url('a', 'jpg', library.ofImages));
}

function resource() {
  return cloudinary.api.resource('a', library.credentials);
}

describe('faults of downloads', () => {
  it.each([
    ['status500', 500],
    ['status503', 503],
    ['status420', 420],
    ['status429', 429],
    ['status404', 404],
  ] as const)('%s answers %i', async (name, status) => {
    library.faults.download[name] = 1;
    expect((await download()).status).toBe(status);
    library.faults.download[name] = 0;
    expect((await download()).bytes.equals(BYTES)).toBe(true);
  });

  it('shortHonest gives fewer bytes with a Content-Length that admits it', async () => {
    library.faults.download.shortHonest = 1;
    const { bytes, headers } = await download();
    expect(bytes.length).toBe(BYTES.length / 2);
    expect(headers['content-length']).toBe(String(bytes.length));
  });

  it.each(['shortTruncated', 'reset'] as const)('%s breaks off before the promised length', async (name) => {
    library.faults.download[name] = 1;
    await expect(download()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('wrongBytes gives other bytes of the same length, different each time', async () => {
    library.faults.download.wrongBytes = 1;
    const answers = await Promise.all([1, 2, 3, 4].map(download));
    for (const { bytes } of answers) {
      expect(bytes.length).toBe(BYTES.length);
      expect(bytes.equals(BYTES)).toBe(false);
    }
    expect(new Set(answers.map(({ bytes }) => bytes.toString('latin1', 0, 8))).size).toBeGreaterThan(1);
  });

  it('stableWrongBytes gives the same wrong bytes of one asset every time', async () => {
    library.faults.stableWrongBytes.add(assetId);
    const [first, second] = [await download(), await download()];
    expect(first.bytes.equals(BYTES)).toBe(false);
    expect(first.bytes.equals(second.bytes)).toBe(true);
    expect(first.bytes.length).toBe(BYTES.length);
  });

  it('hang never answers', async () => {
    library.faults.download.hang = 1;
    const outcome = await Promise.race([
      download().catch(() => 'closed'),
      new Promise((resolve) => setTimeout(() => resolve('nothing'), 200)),
    ]);
    expect(outcome).toBe('nothing');
  });

  it('latency holds answers back', async () => {
    library.faults.download.latencyMs = [150, 200];
    const started = performance.now();
    await download();
    expect(performance.now() - started).toBeGreaterThanOrEqual(149);
  });
});

describe('faults elsewhere', () => {
  it('can strike only the Admin API, and count against its quota', async () => {
    const calls = library.cloud.adminCalls;
    library.faults.admin.status420 = 1;
    expect(await refusalOf(resource())).toBe(420);
    expect(library.cloud.adminCalls).toBe(calls + 1);
    expect((await download()).status).toBe(200);
    await library.upload('x');
  });

  it('strike download_backup, delivery and uploads separately', async () => {
    const { faults, origin } = library;
    Object.assign(
      faults,
      faultsFrom({ downloadBackup: { status500: 1 }, delivery: { status503: 1 }, upload: { status500: 1 } }),
    );
    const backup = cloudinary.utils.download_backedup_asset(assetId, 'x', library.credentials);
    expect((await fetchBytes(backup)).status).toBe(500);
    expect((await fetchBytes(`${origin}/demo/image/upload/v1/a.jpg`)).status).toBe(503);
    expect(await refusalOf(library.upload('x'))).toBe(500);
    expect((await download()).status).toBe(200);
    Object.assign(faults, faultsFrom());
    await library.upload('x');
  });

  it('follow a script', async () => {
    library.faults.script = ({ point, ordinal }) =>
      point === 'download' && ordinal <= 2 ? { kind: 'short', honestLength: true, bytes: ordinal } : undefined;
    const lengths = [await download(), await download(), await download()].map(({ bytes }) => bytes.length);
    expect(lengths).toEqual([1, 2, BYTES.length]);
    expect(library.cloud.requests.filter(({ fault }) => fault === 'short')).toHaveLength(2);
  });

  it('have the same order for the same seed', async () => {
    const run = async (seed: number) => {
      const other = await startLibrary({ seed, faults: { admin: { status500: 0.5 } } });
      const outcomes: unknown[] = [];
      for (let i = 0; i < 20; i++) outcomes.push(await refusalOf(cloudinary.api.ping(other.credentials)));
      await other.close();
      return outcomes.join();
    };
    const first = await run(7);
    expect(first).toContain('500');
    expect(first).toContain(',,');
    expect(await run(7)).toBe(first);
    expect(await run(8)).not.toBe(first);
  });
});
