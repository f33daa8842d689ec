import { beforeEach, describe, expect, test } from 'vitest';
import { livingAssets } from '../../../shared/domain/journal/library-state.ts';
import { instantOfDate } from '../../../shared/domain/text/instant.ts';
import { writeJournal } from '../../../shared/usecases/worker/write-journal.ts';
import { someBytes } from '../../doubles/byte-sources.ts';
import { InventoryLab } from '../../doubles/inventory-lab.ts';
import { backedUp, expectTruth, stock } from './lab-views.ts';

let lab: InventoryLab;

beforeEach(() => {
  lab = new InventoryLab();
});

/** Writes down that the folder `x` is called `z` from now on. */
function tellFolderMove(): Promise<void> {
  return writeJournal(
    'demo',
    [
      {
        kind: 'folder-moved',
        id: '01JD0000000000000000000001',
        cloud: 'demo',
        from_path: 'x',
        to_path: 'z',
        at: instantOfDate(lab.clock.now()),
      },
    ],
    {
      store: lab.store,
      now: lab.clock.now(),
      entropy: new Uint8Array(10),
      writtenBy: {},
      signal: new AbortController().signal,
    },
  );
}

/** Runs, and holds that everything is in the bucket and told of, from rows and from the journal alone. */
async function runsToTheTruth() {
  const run = await lab.run();
  await expectTruth(lab, run.startedAt);
  await expectTruth(lab);
  expect(run.report.completeness).toMatchObject({ assets: lab.library.held.length, unprotected: 0 });
  return run;
}

describe('unseen', () => {
  test('two assets swap their names', async () => {
    await backedUp(lab, 3);
    lab.library.rename('photo/0', 'aside');
    lab.library.rename('photo/1', 'photo/0');
    lab.library.rename('aside', 'photo/1');
    const { report } = await runsToTheTruth();
    // Of one second, they would have the same keys: the alternative key holds what has another MD5.
    expect(report.tally).toMatchObject({ queued: 2, gone: 0 });
    expect((await runsToTheTruth()).report.tally).toMatchObject({ queued: 0, heads: 0, observed: 0 });
  });

  test('an asset takes the name of another, which is overwritten by it', async () => {
    await backedUp(lab, 3);
    lab.library.rename('photo/0', 'photo/1', { overwrite: true });
    expect((await runsToTheTruth()).report.tally).toMatchObject({ gone: 1 });
  });

  test('an asset is deleted, and another uploaded under its name', async () => {
    await backedUp(lab, 3);
    lab.library.destroy('photo/0');
    lab.library.upload('photo/0', someBytes(50, 900));
    lab.pass(3600);
    expect((await runsToTheTruth()).report.tally).toMatchObject({ queued: 1, gone: 1 });
    expect((await runsToTheTruth()).report.tally).toMatchObject({ queued: 0, heads: 0, observed: 0 });
  });

  test('an asset changes its delivery type', async () => {
    await backedUp(lab, 3);
    lab.library.rename('photo/0', 'photo/0', { to_type: 'authenticated' });
    expect((await runsToTheTruth()).report).toMatchObject({ bandwidth: 0, tally: { gone: 0, queued: 1 } });
  });

  test('an asset moves to another folder', async () => {
    await backedUp(lab, 3);
    const held = lab.library.held[0];
    if (held !== undefined) held.asset_folder = 'elsewhere';
    expect((await runsToTheTruth()).report.tally).toMatchObject({ queued: 0, observed: 1 });
  });

  test('raw assets with odd names come and go', async () => {
    await backedUp(lab, 3);
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

describe('while a run goes on', () => {
  test('what is uploaded and told after its listing is over is not said to be gone, and is told of', async () => {
    await backedUp(lab, 3);
    lab.intervene = (step) => {
      lab.pass(1);
      if (step === 2) lab.library.upload('young', someBytes(50, 901));
      return { isLate: () => true };
    };
    const { report, startedAt } = await lab.run();
    await lab.notify();
    lab.intervene = () => ({});
    expect(report.tally.gone).toBe(0);
    expect(livingAssets(await lab.folded(startedAt)).map(({ asset }) => asset.public_id)).toContain('young');
    lab.pass(3600);
    await runsToTheTruth();
  });

  test('what is uploaded and told of after its listing is not asked for either, whatever folders were moved before', async () => {
    await backedUp(lab, 3);
    await tellFolderMove();
    lab.intervene = (step) => {
      lab.pass(1);
      if (step === 2) lab.library.upload('young', someBytes(50, 901));
      return { isLate: () => true };
    };
    const page = lab.listing.page.bind(lab.listing);
    lab.listing.page = async (...args) => {
      await lab.notify();
      return page(...args);
    };
    const { report } = await lab.run();
    expect(report.tally).toMatchObject({ gone: 0, observed: 0 });
    expect(lab.listing.calls.filter((call) => call.startsWith('existing'))).toEqual([]);
  });

  test.each([true, false])('what is overwritten after its listing comes in the end (told: %s)', async (isTold) => {
    await backedUp(lab, 3);
    lab.library.upload('photo/1', someBytes(51, 902));
    lab.pass(3600);
    const drain = lab.drain.bind(lab);
    // Its listed revision waits to be copied when the next one replaces it.
    lab.drain = async () => {
      lab.drain = drain;
      lab.pass(30);
      lab.library.upload('photo/1', someBytes(52, 903));
      if (isTold) await lab.notify();
      await drain();
    };
    const { report, startedAt } = await lab.run();
    expect(report.completeness).toMatchObject({ protected: 2, unprotected: 1, unobtainable: { lost: 1 } });
    expect((await lab.rows(startedAt)).find(({ status }) => status === 'lost')).not.toHaveProperty('key');
    lab.pass(3600);
    const second = await runsToTheTruth();
    expect(second.report.tally.queued).toBe(isTold ? 0 : 1);
  });

  test('an asset that is listed twice is as it was the second time', async () => {
    await backedUp(lab, 3);
    const page = lab.listing.page.bind(lab.listing);
    lab.listing.page = async (...args) => {
      const listed = await page(...args);
      const again = listed.assets.slice(0, 1).map((asset) => ({
        ...asset,
        revision: { version: 1, bytes: 1, etag: 'older' },
        details: { tags: ['older'] },
      }));
      return { ...listed, assets: [...again, ...listed.assets] };
    };
    const { report } = await runsToTheTruth();
    expect(report.tally).toMatchObject({ listed: 4, queued: 0, observed: 0 });
  });
});

describe('the journal', () => {
  test('may be told of something hours later, and may hold lines that nobody can read', async () => {
    stock(lab, 3);
    const jobs = lab.library.jobs.splice(0);
    await lab.run();
    lab.pass(7 * 3600);
    // Events of before the run, of the very revisions that it found.
    lab.library.jobs.push(...jobs);
    await lab.notify();
    const [key] = [...lab.store.objects.keys()].filter((name) => name.startsWith('pipeline/journal/'));
    const held = lab.store.objects.get(key ?? '');
    if (held !== undefined)
      Object.assign(held, { body: Buffer.concat([Buffer.from('no JSON\n{"v":9}\n'), held.body]) });
    lab.pass(3600);
    const run = await lab.run();
    expect(run.report.tally).toMatchObject({ queued: 0, heads: 0, observed: 0, gone: 0 });
    expect(run.report.completeness.protected).toBe(3);
    await expectTruth(lab, run.startedAt);
  });

  test('may move folders: what the listing then shows is not news', async () => {
    await backedUp(lab, 3);
    for (const held of lab.library.held) held.asset_folder = 'x/y';
    await lab.run();
    lab.pass(60);
    for (const held of lab.library.held) held.asset_folder = 'z/y';
    await tellFolderMove();
    lab.pass(60);
    const { report } = await lab.run();
    expect(report.tally).toMatchObject({ observed: 0, gone: 0 });
  });
});

test('a clock that jumps back by a day between two runs, and forth within one, loses nothing', async () => {
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
