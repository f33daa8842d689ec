import { beforeEach, describe, expect, test } from 'vitest';
import { PipelineError } from '../../../shared/domain/errors.ts';
import { livingAssets } from '../../../shared/domain/journal/library-state.ts';
import { someBytes } from '../../doubles/byte-sources.ts';
import { InventoryLab } from '../../doubles/inventory-lab.ts';
import { backedUp, expectTruth, missingInBucket, uploadPhotos } from './lab-views.ts';

let lab: InventoryLab;

beforeEach(() => {
  lab = new InventoryLab();
});

/** Lets the listing pass over some assets. */
function passOver(isPassedOver: (publicId: string) => boolean): void {
  const page = lab.listing.page.bind(lab.listing);
  lab.listing.page = async (...args) => {
    const listed = await page(...args);
    return { ...listed, assets: listed.assets.filter(({ asset }) => !isPassedOver(asset.public_id)) };
  };
}

function failExisting(failure: PipelineError, times: number): void {
  let left = times;
  lab.listing.before = (call) => {
    if (!call.startsWith('existing') || left === 0) return undefined;
    left -= 1;
    return failure;
  };
}

describe('a listing without etags', () => {
  beforeEach(() => {
    const page = lab.listing.page.bind(lab.listing);
    lab.listing.page = async (...args) => {
      const listed = await page(...args);
      const assets = listed.assets.map(({ revision: { etag: _, ...revision }, ...asset }) => ({ ...asset, revision }));
      return { ...listed, assets };
    };
  });

  test('is believed by what the worker found: protected in the first run, and nothing to do in the second', async () => {
    const startedAt = await backedUp(lab, 5);
    expect(lab.published[0]?.completeness).toMatchObject({ assets: 5, protected: 5 });
    expect(missingInBucket(lab)).toEqual([]);
    // The etag that the worker asked for is kept, and what the bytes were.
    await expectTruth(lab, startedAt);
    for (const row of await lab.rows(startedAt))
      expect(row).toMatchObject({ verified: 'md5', sha256: expect.any(String) });
    const { report } = await lab.run();
    expect(report.tally).toMatchObject({ queued: 0, heads: 0, observed: 0 });
    expect(report.completeness.protected).toBe(5);
  });
});

describe('what no listing tells', () => {
  test('is in the rows, as notifications told it', async () => {
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

  test('of an original that was withdrawn or excluded since: where its bytes are, for when it comes back', async () => {
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
    expect(back.report.tally).toMatchObject({ queued: 0, heads: 0, observed: 0 });
  });

  test('of details that no message holds: the row has them all', async () => {
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
  test('have copied what is included by now, and leave what is excluded by now', async () => {
    lab.rules = { include: { tags: ['t0'] } };
    await backedUp(lab, 3);
    expect(lab.published[0]?.completeness).toMatchObject({ protected: 1, excluded: 2 });
    lab.rules = { exclude: { tags: ['t0'] } };
    const { report } = await lab.run();
    expect(report.completeness).toMatchObject({ protected: 2, excluded: 1, unprotected: 0 });
    expect(report.tally.queued).toBe(2);
  });
});

describe('whether an asset is gone', () => {
  test('is asked again where Cloudinary fails for a moment', async () => {
    await backedUp(lab, 5);
    passOver((publicId) => publicId === 'photo/2');
    failExisting(new PipelineError('origin-failed', 'The Admin API failed (HTTP 503).'), 3);
    const { report, startedAt } = await lab.run();
    expect(report.tally.gone).toBe(0);
    expect(report.completeness).toMatchObject({ assets: 5, protected: 5 });
    await expectTruth(lab, startedAt);
  });

  test('is what the listing says, where Cloudinary refuses to tell', async () => {
    await backedUp(lab, 5);
    lab.library.destroy('photo/2');
    failExisting(new PipelineError('origin-failed', 'The Admin API failed (HTTP 400).'), Number.POSITIVE_INFINITY);
    expect((await lab.run()).report.tally).toMatchObject({ gone: 1, observed: 1 });
    expect(lab.doubles.notes.at(-1)?.message).toContain('could not be asked');
  });

  test('is not asked for ever: a run whose key is revoked fails, and sends its jobs once', async () => {
    await backedUp(lab, 5);
    lab.library.destroy('photo/2');
    lab.library.upload('photo/3', someBytes(50, 99));
    lab.pass(3600);
    const sent = lab.queues.sent.length;
    failExisting(new PipelineError('credentials-unavailable', 'HTTP 401.'), Number.POSITIVE_INFINITY);
    await expect(lab.run()).rejects.toThrow('HTTP 401.');
    expect(lab.listing.calls.filter((call) => call.startsWith('existing'))).toHaveLength(9);
    expect(lab.queues.sent).toHaveLength(sent + 1);
  });

  test('is asked of all where the listing has proved wrong, and of some where it has not', async () => {
    await backedUp(lab, 2500);
    const asked = () => lab.listing.calls.filter((call) => call.startsWith('existing')).length;
    let isWrong = true;
    passOver((publicId) => isWrong && publicId !== 'photo/7');
    expect((await lab.run()).report).toMatchObject({ tally: { gone: 0 }, completeness: { assets: 2500 } });
    expect(asked()).toBe(25);
    isWrong = false;
    for (const { public_id } of lab.library.held) if (public_id !== 'photo/7') lab.library.destroy(public_id);
    expect((await lab.run()).report).toMatchObject({ tally: { gone: 2499 }, completeness: { assets: 1 } });
    expect(asked()).toBe(25 + 20);
  }, 60_000);
});

describe('a previous run of which files are missing', () => {
  const lose = (startedAt: string, file: string): void => {
    for (const key of [...lab.store.objects.keys()])
      if (key.includes(`${startedAt}/${file}`)) lab.store.objects.delete(key);
  };

  test('is passed over for the one before it', async () => {
    const older = await backedUp(lab, 5);
    lab.library.tag('photo/1', ['changed']);
    const { startedAt } = await lab.run();
    lose(startedAt, 'part-');
    lab.pass(3600);
    lab.library.destroy('photo/2');
    const { report } = await lab.run();
    expect(report).toMatchObject({ initial: false, previous_assets: 5, tally: { queued: 0, heads: 0, gone: 1 } });
    expect(lab.doubles.notes).toContainEqual({
      message: 'files of a finished inventory are missing; it is passed over',
      details: { cloud: 'demo', run: startedAt },
    });
    expect(older < startedAt).toBe(true);
  });

  test('is as none where there is no other: all is looked for anew', async () => {
    const startedAt = await backedUp(lab, 5);
    lose(startedAt, 'part-');
    const { report } = await lab.run();
    expect(report).toMatchObject({ initial: true, completeness: { protected: 5 }, tally: { queued: 0 } });
  });

  test('may have a manifest that nobody can read, or none', async () => {
    const oldest = await backedUp(lab, 3);
    const { startedAt: older } = await lab.run();
    const { startedAt: newest } = await lab.run();
    lose(older, 'manifest.json');
    const held = lab.store.objects.get(`pipeline/inventory/demo/${newest}/manifest.json` as never);
    if (held !== undefined) Object.assign(held, { body: Buffer.from('{"v":2}') });
    expect((await lab.run()).report).toMatchObject({ initial: false, previous_assets: 3 });
    expect(oldest < older).toBe(true);
  });
});
