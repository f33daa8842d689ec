import { beforeEach, describe, expect, test } from 'vitest';
import { shardFile } from '#shared/domain/bucket/bucket-layout.ts';
import { manifestSchema } from '#shared/domain/inventory/inventory-documents.ts';
import { md5, someBytes } from '#test/doubles/byte-sources.ts';
import { InventoryLab, type LabRun } from '#test/doubles/inventory-lab.ts';
import {
  asFolded,
  backedUp,
  expectTruth,
  type KillPoint,
  killing,
  randomNumbers,
  revisionsIn,
  stock,
  uploadPhotos,
} from './lab-views.ts';

const KILLS = 20;
/** The least number of calls between two kills. */
const APART = 12;

/** A library that has been backed up once, and has changed since without a notification. */
async function changedLab(): Promise<InventoryLab> {
  const lab = new InventoryLab();
  await backedUp(lab, 900);
  uploadPhotos(lab, 40, 900);
  for (let index = 0; index < 50; index += 1) lab.library.destroy(`photo/${index}`);
  for (let index = 50; index < 100; index += 1) lab.library.tag(`photo/${index}`, ['changed']);
  lab.pass(3600);
  lab.listing.pageSize = 5;
  lab.listing.listed.clear();
  return lab;
}

/** The result of a run: its objects, the folded library, the completeness. */
async function resultOf(lab: InventoryLab, startedAt: string) {
  const rows = await lab.rows(startedAt);
  return {
    folded: asFolded(await lab.folded(startedAt)),
    fromJournal: asFolded(await lab.folded()),
    revisions: revisionsIn(lab).toSorted(),
    rows: rows.map(({ asset_id, version, status, key }) => ({ asset_id, version, status, key })),
  };
}

describe(`killed at ${KILLS} random points, each time resumed`, () => {
  test.each([1, 2, 3, 4])(
    'a run has the same result as an undisturbed one (seed %i)',
    async (seed) => {
      const undisturbed = await changedLab();
      const counted = killing(undisturbed, []);
      const { startedAt, report } = await undisturbed.run();
      const expected = await resultOf(undisturbed, startedAt);

      const lab = await changedLab();
      const random = randomNumbers(seed);
      const points: KillPoint[] = [];
      while (points.length < KILLS) {
        const call = 1 + Math.floor(random() * counted.calls() * 0.95);
        // A process that was killed is started again, and does something before it is killed again.
        if (points.some((point) => Math.abs(point.call - call) < APART)) continue;
        points.push({ call, when: random() < 0.5 ? 'before' : 'after' });
      }
      const killed = killing(lab, points);
      const again = await lab.run();
      expect(killed.left).toEqual([]);
      expect(again.report.completeness).toEqual(report.completeness);
      expect(await resultOf(lab, again.startedAt)).toEqual(expected);
      await expectTruth(lab, again.startedAt);
      // A kill costs the current page and the one ahead of it: no page is listed more than twice, except one that two
      // kills have hit, which is listed once more.
      const hits = Map.groupBy(killed.hit, (page) => page);
      for (const [page, times] of lab.listing.listed) {
        expect(times).toBeLessThanOrEqual(Math.max(2, 1 + (hits.get(page)?.length ?? 0)));
        if (times > 1) expect(hits.has(page)).toBe(true);
      }
    },
    60_000,
  );
});

/** A library that was backed up once, and has changed without notifications since; it is listed into one shard. */
async function smallChangedLab(): Promise<InventoryLab> {
  const lab = new InventoryLab();
  lab.listing.pageSize = 6;
  await backedUp(lab, 12);
  lab.library.destroy('photo/0');
  lab.library.rename('photo/1', 'photo/0');
  lab.library.upload('photo/2', someBytes(60, 99));
  lab.library.tag('photo/3', ['changed']);
  lab.pass(3600);
  return lab;
}

/** Every phase in an invocation of its own: a retry begins there. */
const IN_STEPS = { isLate: () => true };

/** Ends the process once, after it has written the file. */
function killOnceWritten(lab: InventoryLab, file: string, also = () => {}) {
  let isKilled = false;
  lab.store.after = ({ name, key }) => {
    if (isKilled || name !== 'put' || !key.includes(`/${file}`)) return undefined;
    isKilled = true;
    also();
    return new Error('killed');
  };
  return () => isKilled;
}

/** Every part that the manifest names exists, is as it says, and has all rows. */
function partsAreWhole(lab: InventoryLab, { startedAt }: LabRun): void {
  const bodies = lab.store.bodies(`pipeline/inventory/demo/${startedAt}/`);
  const bodyOf = (file: string) => [...bodies].find(([key]) => key.endsWith(`/${file}`))?.[1] ?? Buffer.from('null');
  const { parts, completeness } = manifestSchema.parse(JSON.parse(bodyOf('manifest.json').toString()));
  for (const part of parts) expect(md5(bodyOf(shardFile('part', part.shard, part.number)))).toBe(part.md5);
  expect(parts.reduce((sum, { rows }) => sum + rows, 0)).toBe(completeness.assets);
}

describe('killed at each single call, and resumed', () => {
  test.each(['before', 'after'] as const)(
    '%s it had its effect, a run has the same result',
    async (when) => {
      const whole = await smallChangedLab();
      const counted = killing(whole, [], IN_STEPS);
      const { report } = await whole.run();
      const calls = counted.calls();
      expect(calls).toBeGreaterThan(50);
      for (let call = 1; call <= calls; call += 1) {
        const lab = await smallChangedLab();
        killing(lab, [{ call, when }], IN_STEPS);
        const run = await lab.run();
        expect({ call, of: run.report.completeness }).toEqual({ call, of: report.completeness });
        expect({ call, gone: run.report.tally.gone }).toEqual({ call, gone: 1 });
        await expectTruth(lab, run.startedAt);
        await expectTruth(lab);
        partsAreWhole(lab, run);
      }
    },
    120_000,
  );
});

describe('redeployed with other rules between two attempts at the last steps', () => {
  test.each(['part-', '_concluded-', 'report.json', 'report.txt', 'manifest.json'])('after %s', async (file) => {
    const lab = await smallChangedLab();
    const isKilled = killOnceWritten(lab, file, () => {
      lab.rules = { exclude: { tags: ['t5'] } };
    });
    const run = await lab.run();
    expect(isKilled()).toBe(true);
    partsAreWhole(lab, run);
    // And the next run builds on it.
    lab.rules = {};
    const next = await lab.run();
    expect(next.report.completeness).toMatchObject({ assets: 11, protected: 11 });
    expect(next.report).toMatchObject({ initial: false });
  });
});

describe('queues', () => {
  let lab: InventoryLab;

  beforeEach(() => {
    lab = new InventoryLab();
    stock(lab, 5);
  });

  test('that do not drain delay a run for hours, not forever; revisions still waiting are pending, and are copied later', async () => {
    lab.drains = false;
    const began = lab.clock.now().getTime();
    const { report } = await lab.run();
    expect(report.completeness).toMatchObject({ protected: 0, unprotected: 5, unobtainable: { pending: 5 } });
    const hours = (lab.clock.now().getTime() - began) / 3_600_000;
    expect(hours).toBeGreaterThan(6);
    expect(hours).toBeLessThan(8);
    await lab.drain();
    lab.drains = true;
    const second = await lab.run();
    expect(second.report.completeness.protected).toBe(5);
    expect(second.report.tally).toMatchObject({ queued: 0, heads: 0 });
  });

  test('are not believed to be empty right after jobs were sent by an attempt that broke off', async () => {
    const isKilled = killOnceWritten(lab, '_listed-');
    // As SQS may say for a minute.
    const began = lab.clock.now().getTime();
    lab.queues.counted = (_queue, pending) => (lab.clock.now().getTime() - began < 50_000 ? 0 : pending);
    const drain = lab.drain.bind(lab);
    lab.drain = async () => {
      lab.drain = drain;
    };
    const { report } = await lab.run();
    expect(isKilled()).toBe(true);
    expect(report.completeness).toMatchObject({ protected: 5 });
  });
});

test('the state between steps stays small for any library', async () => {
  const lab = new InventoryLab();
  lab.listing.pageSize = 5;
  for (let index = 0; index < 150; index += 1) {
    const name = `${'ä'.repeat(3000)}/${index}`;
    lab.library.upload(name, someBytes(20, index + 1), { metadata: { text: 'x'.repeat(9000) } });
    lab.library.withdraw(name);
  }
  lab.pass(3600);
  const startedAt = lab.clock.iso;
  let largest = 0;
  for (let step = await lab.step(startedAt, undefined, IN_STEPS); ; ) {
    largest = Math.max(largest, Buffer.byteLength(JSON.stringify(step)));
    if (step.next === 'done') break;
    if (step.next === 'wait') lab.clock.set(step.until);
    step = await lab.step(startedAt, step.state, IN_STEPS);
  }
  expect(largest).toBeLessThan(200_000);
});
