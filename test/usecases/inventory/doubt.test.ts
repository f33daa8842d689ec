import { beforeEach, describe, expect, test } from 'vitest';
import { PipelineError } from '#shared/domain/errors.ts';
import { livingAssets } from '#shared/domain/journal/library-state.ts';
import { someBytes } from '#test/doubles/byte-sources.ts';
import { InventoryLab } from '#test/doubles/inventory-lab.ts';
import {
  alterPages,
  backedUp,
  callsOf,
  expectTruth,
  failListing,
  NOTHING_TO_DO,
  runs,
  stock,
  uploadPhotos,
} from './lab-views.ts';

let lab: InventoryLab;

beforeEach(() => {
  lab = new InventoryLab();
});

/** Makes the listing omit some assets. */
function passOver(isPassedOver: (publicId: string) => boolean): void {
  alterPages(lab, (assets) => assets.filter(({ asset }) => !isPassedOver(asset.public_id)));
}

describe('a listing without etags', () => {
  test('is completed by what the worker found: protected in the first run, and nothing to do in the second', async () => {
    alterPages(lab, (assets) =>
      assets.map(({ revision: { etag: _, ...revision }, ...asset }) => ({ ...asset, revision })),
    );
    const startedAt = await backedUp(lab, 5);
    expect(lab.published[0]?.completeness).toMatchObject({ assets: 5, protected: 5 });
    // The etag that the worker asked for is kept, and the digest of the bytes.
    await expectTruth(lab, startedAt);
    for (const row of await lab.rows(startedAt))
      expect(row).toMatchObject({ verified: 'md5', sha256: expect.any(String) });
    await runs(lab, { tally: NOTHING_TO_DO, completeness: { protected: 5 } });
  });
});

describe('what no listing shows', () => {
  test('stays in the rows, as notifications reported it', async () => {
    uploadPhotos(lab, 2);
    await lab.notify();
    lab.pass(3600);
    for (let run = 1; run <= 2; run += 1) {
      const { startedAt } = await lab.run();
      for (const { revision } of livingAssets(await lab.folded(startedAt))) {
        expect(revision).toMatchObject({ version_id: expect.any(String), sha256: expect.any(String) });
      }
    }
  });

  test('is kept for an original that was withdrawn or excluded since: where its bytes are, in case it comes back', async () => {
    await backedUp(lab, 3);
    lab.library.withdraw('photo/0');
    lab.rules = { exclude: { tags: ['t1'] } };
    const { startedAt, report } = await lab.run();
    expect(report.completeness).toMatchObject({ protected: 1, excluded: 1, unobtainable: { placeholder: 1 } });
    for (const { asset, revision } of livingAssets(await lab.folded(startedAt))) {
      expect(revision?.bytes).toBe(50);
      expect(revision?.key).toContain(`/${asset.public_id}/`);
    }
    lab.rules = {};
    for (const held of lab.library.held) Object.assign(held, { placeholder: false });
    const back = await lab.run();
    expect(back.report.completeness.protected).toBe(3);
    expect(back.report.tally).toMatchObject(NOTHING_TO_DO);
  });

  test('includes details that are too long for a message', async () => {
    const text = 'x'.repeat(20_000);
    const metadata = { a: text, b: text, c: text, d: text };
    lab.library.upload('heavy', someBytes(50, 1), { metadata, context: { k: text }, tags: ['t'] });
    lab.pass(3600);
    const { startedAt } = await lab.run();
    expect(lab.queues.sent[0]?.body).not.toContain('"metadata"');
    await expectTruth(lab, startedAt);
  });
});

describe('rules that change', () => {
  test('queue what they include now, and leave what they exclude now', async () => {
    lab.rules = { include: { tags: ['t0'] } };
    await backedUp(lab, 3);
    expect(lab.published[0]?.completeness).toMatchObject({ protected: 1, excluded: 2 });
    lab.rules = { exclude: { tags: ['t0'] } };
    await runs(lab, { completeness: { protected: 2, excluded: 1, unprotected: 0 }, tally: { queued: 2 } });
  });
});

describe('whether an asset is gone', () => {
  test('is asked again if Cloudinary fails for a moment', async () => {
    await backedUp(lab, 5);
    passOver((publicId) => publicId === 'photo/2');
    failListing(lab, 'existing', new PipelineError('cloudinary-failed', 'The Admin API failed (HTTP 503).'), 3);
    const { startedAt } = await runs(lab, { tally: { gone: 0 }, completeness: { assets: 5, protected: 5 } });
    await expectTruth(lab, startedAt);
  });

  test('is asked a minute after the listing: an asset that is missing only for a moment is not gone', async () => {
    await backedUp(lab, 5);
    passOver((publicId) => publicId === 'photo/2');
    const { existing } = lab.listing;
    const listed = lab.clock.now().getTime() + 30_000;
    lab.listing.existing = async (assetIds, signal) =>
      lab.clock.now().getTime() < listed ? new Set() : existing.call(lab.listing, assetIds, signal);
    const { startedAt } = await runs(lab, { tally: { gone: 0 }, completeness: { assets: 5, protected: 5 } });
    await expectTruth(lab, startedAt);
  });

  test('is decided by the listing if Cloudinary refuses to answer', async () => {
    await backedUp(lab, 5);
    lab.library.destroy('photo/2');
    failListing(lab, 'existing', new PipelineError('cloudinary-failed', 'The Admin API failed (HTTP 400).'));
    await runs(lab, { tally: { gone: 1, observed: 1, unreported: 1 } });
    expect(lab.doubles.notes.at(-1)?.message).toContain('relies on the listing');
  });

  test('is not asked forever: a run whose key is revoked fails, and sends its jobs once', async () => {
    await backedUp(lab, 5);
    lab.library.destroy('photo/2');
    // Comparing finds it; listing does not, because its version is older than the previous run.
    lab.library.rename('photo/3', 'renamed');
    lab.pass(3600);
    const sent = lab.queues.sent.length;
    // If the copy were there at the next attempt, it would not be queued again anyway.
    lab.drains = false;
    failListing(lab, 'existing', new PipelineError('credentials-unavailable', 'HTTP 401.'));
    await expect(lab.run()).rejects.toThrow('HTTP 401.');
    expect(callsOf(lab, 'existing')).toHaveLength(9);
    expect(lab.queues.sent).toHaveLength(sent + 1);
  });

  test('is asked about all assets if the listing has proved wrong, and about some if it has not', async () => {
    await backedUp(lab, 2500);
    let isWrong = true;
    passOver((publicId) => isWrong && publicId !== 'photo/7');
    await runs(lab, { tally: { gone: 0 }, completeness: { assets: 2500 } });
    expect(callsOf(lab, 'existing')).toHaveLength(25);
    isWrong = false;
    for (const { public_id } of lab.library.held) if (public_id !== 'photo/7') lab.library.destroy(public_id);
    await runs(lab, { tally: { gone: 2499 }, completeness: { assets: 1 } });
    expect(callsOf(lab, 'existing')).toHaveLength(25 + 20);
  }, 60_000);
});

describe('a previous run whose files are missing', () => {
  const lose = (startedAt: string, file: string): void => {
    for (const key of [...lab.store.objects.keys()])
      if (key.includes(`${startedAt}/${file}`)) lab.store.objects.delete(key);
  };

  test('is skipped for the one before it', async () => {
    await backedUp(lab, 5);
    lab.library.tag('photo/1', ['changed']);
    const { startedAt } = await lab.run();
    lose(startedAt, 'part-');
    lab.pass(3600);
    lab.library.destroy('photo/2');
    await runs(lab, { initial: false, previous_assets: 5, tally: { queued: 0, heads: 0, gone: 1 } });
    expect(lab.doubles.notes).toContainEqual({
      message: 'files of an earlier inventory are missing; the run does not use it',
      details: { cloud: 'demo', run: startedAt },
    });
  });

  test.each([
    ['missing', (startedAt: string) => lose(startedAt, 'part-')],
    [
      'of another length',
      (startedAt: string) => {
        for (const key of lab.store.bodies(`pipeline/inventory/demo/${startedAt}/part-`).keys()) {
          lab.store.place(key, Buffer.from('short'));
        }
      },
    ],
  ])('counts as none if there is no other, and its files are %s: everything is checked again', async (_, spoil) => {
    spoil(await backedUp(lab, 5));
    await runs(lab, { initial: true, completeness: { protected: 5 }, tally: { queued: 0 } });
  });

  test('may have an unreadable manifest, or none', async () => {
    await backedUp(lab, 3);
    const { startedAt: older } = await lab.run();
    const { startedAt: newest } = await lab.run();
    lose(older, 'manifest.json');
    lab.store.place(`pipeline/inventory/demo/${newest}/manifest.json`, Buffer.from('{"v":2}'));
    await runs(lab, { initial: false, previous_assets: 3 });
  });
});

test('a clock that jumps back by a day between two runs, and forward within one, loses nothing', async () => {
  await backedUp(lab, 3);
  lab.library.tag('photo/0', ['new']);
  lab.clock.pass(-86_400);
  await lab.run();
  lab.clock.pass(2 * 86_400);
  lab.library.destroy('photo/1');
  lab.intervene = (step) => {
    lab.clock.pass(step % 2 === 0 ? -3600 : 7200);
    return { isLate: () => true };
  };
  const { startedAt } = await lab.run();
  await expectTruth(lab, startedAt);
});

test('the journal may record something hours later, and may hold unreadable lines', async () => {
  stock(lab, 3);
  const jobs = lab.library.jobs.splice(0);
  await lab.run();
  lab.pass(7 * 3600);
  // Events from before the run, about the revisions that it found.
  lab.library.jobs.push(...jobs);
  await lab.notify();
  const [[key, body] = ['', Buffer.from('')]] = lab.store.bodies('pipeline/journal/');
  lab.store.place(key, Buffer.concat([Buffer.from('no JSON\n{"v":9}\n'), body]));
  lab.pass(3600);
  const run = await lab.run();
  expect(run.report.tally).toMatchObject({ ...NOTHING_TO_DO, gone: 0 });
  expect(run.report.completeness.protected).toBe(3);
  await expectTruth(lab, run.startedAt);
});
