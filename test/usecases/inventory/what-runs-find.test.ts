import { beforeEach, describe, expect, test } from 'vitest';
import { PipelineError } from '#shared/domain/errors.ts';
import { livingAssets } from '#shared/domain/journal/library-state.ts';
import { instantOfDate } from '#shared/domain/text/instant.ts';
import { writeJournal } from '#shared/usecases/worker/write-journal.ts';
import { someBytes } from '#test/doubles/byte-sources.ts';
import { InventoryLab } from '#test/doubles/inventory-lab.ts';
import {
  alterPages,
  backedUp,
  callsOf,
  expectTruth,
  NOTHING_TO_DO,
  revisionsIn,
  runs,
  stock,
  uploadPhotos,
} from './lab-views.ts';

let lab: InventoryLab;

beforeEach(() => {
  lab = new InventoryLab();
});

function observed() {
  return lab.journal().filter((entry) => entry.kind === 'observed');
}

describe('an asset', () => {
  test('that the rules exclude is listed, but neither copied nor reported as unprotected', async () => {
    lab.rules = { exclude: { tags: ['t1'] } };
    stock(lab, 3);
    const { startedAt } = await runs(lab, { completeness: { assets: 3, protected: 2, excluded: 1, unprotected: 0 } });
    expect((await lab.rows(startedAt)).map(({ status, detail }) => [status, detail])).toContainEqual([
      'excluded',
      'excluded by tag t1',
    ]);
  });

  test('without its original is reported, and not copied', async () => {
    uploadPhotos(lab, 3);
    lab.library.withdraw('photo/2');
    lab.pass(3600);
    await runs(lab, {
      completeness: { protected: 2, unprotected: 1, unobtainable: { placeholder: 1 } },
      examples: [{ public_id: 'photo/2', reason: 'placeholder' }],
      tally: { queued: 2 },
    });
  });

  test('that Cloudinary refuses to deliver is reported with the reason, and given up after five runs', async () => {
    uploadPhotos(lab, 3);
    lab.library.intervene = (call) =>
      call === 'download' && lab.library.calls.filter((made) => made === 'download').length > 2
        ? new PipelineError('not-found', 'Cloudinary answered a download with HTTP 404.', { status: 404 })
        : undefined;
    lab.pass(3600);
    const first = await lab.run();
    expect(first.report.completeness).toMatchObject({ protected: 2, unobtainable: { blocked: 1 } });
    expect(first.report.examples).toMatchObject([{ reason: 'blocked', detail: expect.stringContaining('404') }]);
    for (let run = 2; run <= 5; run += 1) await runs(lab, { tally: { queued: 1 } });
    const sixth = await lab.run();
    expect(sixth.report.tally.queued).toBe(0);
    expect(sixth.report.completeness).toMatchObject({ unobtainable: { blocked: 1 } });
    await runs(lab, { tally: { queued: 1 } }, { retry: true });
    lab.library.intervene = () => undefined;
    await runs(lab, { completeness: { protected: 3, unprotected: 0 } }, { retry: true });
  });

  test('that vanished without a notification is recorded once; one that was deleted with a notification is not', async () => {
    stock(lab, 4);
    await lab.notify();
    await lab.run();
    const before = observed().length;
    lab.pass(5);
    lab.library.destroy('photo/0');
    await lab.notify();
    lab.library.destroy('photo/1');
    lab.pass(3600);
    const { report, startedAt } = await lab.run();
    expect(report.tally).toMatchObject({ gone: 1, unreported: 1, filled: 0 });
    expect(observed().slice(before)).toMatchObject([{ state: 'gone', public_id: 'photo/1' }]);
    expect(livingAssets(await lab.folded())).toHaveLength(2);
    expect(report.shrinkage).toBe(0.5);
    await expectTruth(lab, startedAt);
    await runs(lab, { tally: { gone: 0, unreported: 0, filled: 0 } });
    expect(revisionsIn(lab)).toHaveLength(4);
  });

  test('whose details changed without a notification gets an entry with exactly the changed details', async () => {
    stock(lab, 3);
    await lab.notify();
    await lab.run();
    const before = observed().length;
    lab.library.tag('photo/0', ['b', 'a']);
    lab.library.describe('photo/1', { owner: 'another' });
    lab.pass(3600);
    await lab.run();
    expect(observed().slice(before)).toMatchObject([
      { public_id: 'photo/0', details: { tags: ['b', 'a'] } },
      { public_id: 'photo/1', details: { metadata: { owner: 'another' } } },
    ]);
    expect(Object.keys(observed().slice(before)[0]?.details ?? {})).toEqual(['tags']);
    await expectTruth(lab);
  });
});

/** Records that the folder `x` is called `z` from now on. */
function recordFolderMove(): Promise<void> {
  const now = lab.clock.now();
  const move = { from_path: 'x', to_path: 'z', at: instantOfDate(now) };
  return writeJournal('demo', [{ kind: 'folder-moved', id: '01JD0000000000000000000001', cloud: 'demo', ...move }], {
    ...lab.dependencies(),
    now,
    entropy: new Uint8Array(10),
  });
}

/** Uploads something after the listing has finished. */
function uploadAfterListing(): void {
  lab.intervene = (step) => {
    lab.pass(1);
    // After the steps that compare with earlier runs, and list.
    if (step === 3) lab.library.upload('young', someBytes(50, 901));
    return { isLate: () => true };
  };
}

/** Runs, and expects everything in the bucket and recorded, in the rows and in the journal alone. */
async function runsToTheTruth() {
  const run = await lab.run();
  await expectTruth(lab, run.startedAt);
  await expectTruth(lab);
  expect(run.report.completeness).toMatchObject({ assets: lab.library.held.length, unprotected: 0 });
  return run;
}

describe('without a notification', () => {
  beforeEach(async () => void (await backedUp(lab, 3)));

  test.each<[string, (library: InventoryLab['library']) => void, object]>([
    [
      'two assets swap their names',
      (library) => {
        library.rename('photo/0', 'aside');
        library.rename('photo/1', 'photo/0');
        library.rename('aside', 'photo/1');
      },
      // Uploaded within one second, they would have the same keys: the alternative key holds the other MD5.
      { tally: { queued: 2, gone: 0 } },
    ],
    [
      'an asset takes the name of another, which is overwritten by it',
      (library) => library.rename('photo/0', 'photo/1', { overwrite: true }),
      { tally: { gone: 1 } },
    ],
    [
      'an asset is deleted, and another uploaded under its name',
      (library) => {
        library.destroy('photo/0');
        library.upload('photo/0', someBytes(50, 900));
        lab.pass(3600);
      },
      { tally: { queued: 1, gone: 1 } },
    ],
    [
      'an asset changes its delivery type',
      (library) => library.rename('photo/0', 'photo/0', { to_type: 'authenticated' }),
      { bandwidth: 0, tally: { gone: 0, queued: 1 } },
    ],
    [
      'an asset is renamed',
      (library) => library.rename('photo/1', 'renamed/one'),
      { bandwidth: 0, tally: { gone: 0, queued: 1 } },
    ],
    [
      'an asset moves to another folder',
      ({ held }) => void Object.assign(held[0] ?? {}, { asset_folder: 'elsewhere' }),
      { tally: { queued: 0, unreported: 1, filled: 0 } },
    ],
  ])('%s', async (_, change, found) => {
    change(lab.library);
    lab.library.calls.length = 0;
    const { report } = await runsToTheTruth();
    expect(report).toMatchObject(found);
    // A revision that is stored under another name is copied within the bucket, not downloaded again.
    expect(lab.library.calls.includes('download')).toBe(report.bandwidth > 0);
    expect((await runsToTheTruth()).report.tally).toMatchObject(NOTHING_TO_DO);
  });

  test('records raw assets with unusual names that appear and disappear', async () => {
    const names = ['"asset_id":"x"', 'a\nb', '..', 'ä/ö ü.csv', `deep/${'x/'.repeat(600)}end`, '\\u0000', '{}'];
    for (const [index, name] of names.entries()) {
      lab.library.upload(name, someBytes(20, 500 + index), {
        resource_type: 'raw',
        metadata: { asset_id: 'other', kind: '"kind":"folder-moved"' },
      });
    }
    lab.pass(3600);
    const { startedAt } = await runsToTheTruth();
    expect((await lab.rows(startedAt)).map(({ public_id }) => public_id)).toEqual(expect.arrayContaining(names));
    lab.library.destroy('..', { resource_type: 'raw' });
    expect((await runsToTheTruth()).report.tally.gone).toBe(1);
  });
});

describe('during a run', () => {
  beforeEach(async () => void (await backedUp(lab, 3)));

  test('an asset uploaded and reported after the listing is recorded, and does not count as gone', async () => {
    uploadAfterListing();
    const { report, startedAt } = await lab.run();
    await lab.notify();
    lab.intervene = () => ({});
    expect(report.tally.gone).toBe(0);
    expect(livingAssets(await lab.folded(startedAt)).map(({ asset }) => asset.public_id)).toContain('young');
    lab.pass(3600);
    await runsToTheTruth();
  });

  test('Cloudinary is not asked about uploads reported after the listing, whatever folders were moved before', async () => {
    await recordFolderMove();
    uploadAfterListing();
    const page = lab.listing.page.bind(lab.listing);
    lab.listing.page = async (...args) => {
      await lab.notify();
      return page(...args);
    };
    await runs(lab, { tally: { gone: 0, unreported: 0, filled: 0 } });
    expect(callsOf(lab, 'existing')).toEqual([]);
  });

  test.each([true, false])(
    'a revision that replaces a listed one is copied in the end (reported: %s)',
    async (isReported) => {
      lab.library.upload('photo/1', someBytes(51, 902));
      lab.pass(3600);
      const drain = lab.drain.bind(lab);
      // The job of its listed revision is waiting when the next one replaces it.
      lab.drain = async () => {
        lab.drain = drain;
        lab.pass(30);
        lab.library.upload('photo/1', someBytes(52, 903));
        if (isReported) await lab.notify();
        await drain();
      };
      const { report, startedAt } = await lab.run();
      expect(report.completeness).toMatchObject({ protected: 2, unprotected: 1, unobtainable: { lost: 1 } });
      expect((await lab.rows(startedAt)).find(({ status }) => status === 'lost')).not.toHaveProperty('key');
      lab.pass(3600);
      const second = await runsToTheTruth();
      expect(second.report.tally.queued).toBe(isReported ? 0 : 1);
    },
  );

  test('of an asset that is listed twice, the second listing counts', async () => {
    const older = { revision: { version: 1, bytes: 1, etag: 'older' }, details: { tags: ['older'] } };
    alterPages(lab, (assets) => [...assets.slice(0, 1).map((asset) => ({ ...asset, ...older })), ...assets]);
    const { report } = await runsToTheTruth();
    expect(report.tally).toMatchObject({ listed: 4, queued: 0, unreported: 0, filled: 0 });
  });
});

test('a folder move that the journal records is not reported again', async () => {
  await backedUp(lab, 3);
  for (const held of lab.library.held) held.asset_folder = 'x/y';
  await lab.run();
  lab.pass(60);
  for (const held of lab.library.held) held.asset_folder = 'z/y';
  await recordFolderMove();
  lab.pass(60);
  await runs(lab, { tally: { unreported: 0, filled: 0, gone: 0 } });
});

test('entries of a worker whose clock is behind are read all the same', async () => {
  await backedUp(lab, 3);
  lab.library.upload('unseen', someBytes(50, 9));
  lab.pass(3600);
  // The newest that the run reads before it compares.
  lab.library.tag('photo/0', ['seen']);
  await lab.notify(({ job }) => job !== 'revision');
  const drain = lab.drain.bind(lab);
  lab.drain = async () => {
    lab.clock.pass(-600);
    await drain();
    lab.clock.pass(600);
  };
  await runs(lab, { completeness: { protected: 4, unprotected: 0 } });
});
