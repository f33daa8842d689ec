import { beforeEach, describe, expect, test } from 'vitest';
import { PipelineError } from '#shared/domain/errors.ts';
import type { InventoryState } from '#shared/usecases/inventory/inventory-state.ts';
import { md5, someBytes } from '#test/doubles/byte-sources.ts';
import { InventoryLab } from '#test/doubles/inventory-lab.ts';
import {
  callsOf,
  expectTruth,
  missingInBucket,
  NOTHING_TO_DO,
  randomNumbers,
  revisionsIn,
  runs,
  stock,
  uploadPhotos,
} from './lab-views.ts';

const LIMIT = 500;
const RESERVE = 0.2;

let lab: InventoryLab;
beforeEach(() => {
  lab = new InventoryLab();
});

test('of 500 calls an hour with a fifth reserved, a run uses 95 % of the rest and never the reserve', async () => {
  stock(lab, 1800);
  Object.assign(lab.listing, { limit: LIMIT, reserve: RESERVE, pageSize: 1 });
  // A page takes its time.
  lab.listing.before = () => void lab.pass(2);
  const { report } = await lab.run();
  const hours = [...lab.listing.hours.values()];
  const usable = LIMIT * (1 - RESERVE);
  expect(hours.length).toBeGreaterThanOrEqual(5);
  expect(Math.max(...hours)).toBeLessThanOrEqual(usable);
  // The last hour has only what was left.
  for (const calls of hours.slice(0, -1)) expect(calls).toBeGreaterThanOrEqual(0.95 * usable);
  expect(report.completeness).toMatchObject({ assets: 1800, protected: 1800 });
  expect(missingInBucket(lab)).toEqual([]);
}, 60_000);

test('after a few attempts, a run waits for the reset of a quota that others have used up', async () => {
  stock(lab, 40);
  Object.assign(lab.listing, { limit: LIMIT, reserve: RESERVE, pageSize: 10 });
  lab.clock.set('2026-11-21T05:10:00.000Z');
  lab.listing.before = () => {
    const isUsedUp = callsOf(lab, 'page').length > 1 && lab.clock.iso < '2026-11-21T06:00:00.000Z';
    return isUsedUp ? new PipelineError('throttled', 'The Admin API throttles (HTTP 420).') : undefined;
  };
  await runs(lab, { completeness: { assets: 40, protected: 40 } });
  expect(lab.clock.iso > '2026-11-21T06:00:00.000Z').toBe(true);
  expect(callsOf(lab, 'page').length).toBeLessThanOrEqual(12 + 10);
});

test('a rejected cursor costs few calls, and loses no asset', async () => {
  for (let index = 0; index < 60; index += 1) {
    uploadPhotos(lab, 1, index);
    lab.pass(600);
  }
  lab.listing.pageSize = 10;
  let expired = 0;
  lab.listing.before = (call) => {
    // Every second page, but not right after the listing continued without a cursor.
    if (!call.includes('after:') || expired >= 3 || lab.listing.calls.length % 3 !== 0) return undefined;
    expired += 1;
    return new PipelineError('cursor-rejected', 'Invalid value for parameter next_cursor.');
  };
  lab.pass(3600);
  const { report, startedAt } = await lab.run();
  expect(expired).toBe(3);
  expect(report.completeness).toMatchObject({ assets: 60, protected: 60 });
  expect(await lab.rows(startedAt)).toHaveLength(60);
  expect(missingInBucket(lab)).toEqual([]);
  // Each time it continued from a minute before the newest asset, not from the beginning.
  const pages = callsOf(lab, 'page').filter((call) => call.includes('image/upload'));
  expect(pages.length).toBeLessThanOrEqual(6 + 3 * 2 + 1);
});

const FAILED = new PipelineError('cloudinary-failed', 'The Admin API failed (HTTP 503).');

function shardsOf(startedAt: string): number {
  return new Set(
    [...lab.store.objects.keys()].flatMap((key) => new RegExp(`${startedAt}/_listed-(\\d+)`).exec(key)?.[1] ?? []),
  ).size;
}

/** Makes changes of all kinds; every second notification arrives. */
async function change(round: number): Promise<void> {
  lab.pass(60);
  uploadPhotos(lab, 40, 1000 * (round + 1));
  for (let index = 0; index < 40; index += 1) {
    const name = `photo/${index + 40 * round}`;
    lab.pass(1);
    if (index % 4 === 0) lab.library.destroy(name);
    else if (index % 4 === 1) lab.library.rename(name, `renamed/${round}/${index}`);
    else if (index % 4 === 2) lab.library.tag(name, [`round ${round}`]);
    else lab.library.upload(name, someBytes(60, 5000 + 100 * round + index));
  }
  await lab.notify((_job, index) => index % 2 === 0);
  lab.pass(3600);
}

describe('runs of different numbers of shards', () => {
  /** Whether Cloudinary says how large the library is: if not, there are 16 shards. */
  let usageWorks: boolean;

  beforeEach(() => {
    usageWorks = true;
    lab.listing.before = (call) => (call === 'usage' && !usageWorks ? FAILED : undefined);
    lab.listing.pageSize = 50;
  });

  test.each([[[false, true, false]], [[true, false, false]]])(
    'have the same result (usage known: %j)',
    async (known) => {
      stock(lab, 300);
      for (const [round, works] of known.entries()) {
        usageWorks = works;
        const { startedAt, report } = await lab.run();
        expect(shardsOf(startedAt)).toBe(works ? 1 : 16);
        expect(report.completeness).toMatchObject({ assets: lab.library.held.length, unprotected: 0 });
        expect(await lab.rows(startedAt)).toHaveLength(lab.library.held.length);
        await expectTruth(lab, startedAt);
        await runs(lab, { tally: { ...NOTHING_TO_DO, gone: 0 } });
        await change(round);
      }
      const { startedAt } = await lab.run();
      await expectTruth(lab, startedAt);
    },
    30_000,
  );

  test('finish although every shard fails now and then', async () => {
    usageWorks = false;
    stock(lab, 200);
    await lab.run();
    for (let index = 0; index < 100; index += 1) lab.library.destroy(`photo/${index}`);
    const { before } = lab.listing;
    lab.listing.before = (call) => {
      if (!call.startsWith('existing')) return before(call);
      return callsOf(lab, 'existing').length % 2 === 0 ? FAILED : undefined;
    };
    await runs(lab, { tally: { gone: 100 } });
    // More failures than a run accepts in a row; each next attempt succeeds.
    expect(callsOf(lab, 'existing')).toHaveLength(32);
  });
});

describe('a first step that is killed after it has listed', () => {
  // Without an answer there are 16 shards, with it one.
  test.each([
    ['knew nothing of the size of the library', 'its successor does', 1],
    ['knew the size of the library', 'its successor does not', 2],
  ])('and %s, while %s: the files decide, and no asset is missing', async (_first, _second, failingAttempt) => {
    stock(lab, 60);
    lab.listing.pageSize = 10;
    let attempts = 0;
    lab.intervene = (step) => {
      attempts = step;
      return {};
    };
    lab.listing.before = (call) => (call === 'usage' && attempts === failingAttempt ? FAILED : undefined);
    let isDead = false;
    lab.store.before = ({ key }) => {
      if (attempts === 1 && key.includes('_journal-')) isDead = true;
      return isDead && attempts === 1 ? new Error('killed') : undefined;
    };
    const { report, startedAt } = await lab.run();
    expect(attempts).toBeGreaterThan(1);
    expect(report.completeness).toMatchObject({ assets: 60, protected: 60, unprotected: 0 });
    expect(await lab.rows(startedAt)).toHaveLength(60);
    await expectTruth(lab, startedAt);
  });
});

const ASSETS = 5000;
const PAGE = 500;
/** One page each of the eight listings that are empty. */
const LEAST_PAGES = ASSETS / PAGE + 8;

test(`of ${ASSETS} assets, the first run copies all; the second makes only the necessary calls, and copies nothing`, async () => {
  stock(lab, ASSETS);
  const first = await lab.run();
  expect(first.report).toMatchObject({
    initial: true,
    shrinkage: 0,
    bandwidth: 50 * ASSETS,
    completeness: { assets: ASSETS, protected: ASSETS, unprotected: 0, excluded: 0 },
    tally: { queued: ASSETS, heads: ASSETS, unreported: 0, filled: 0 },
  });
  await expectTruth(lab, first.startedAt);
  expect(revisionsIn(lab)).toHaveLength(ASSETS);

  lab.pass(86_400);
  lab.store.calls.length = 0;
  lab.listing.calls.length = 0;
  lab.queues.sent.length = 0;
  const second = await lab.run();
  expect(second.report.tally).toMatchObject({ listed: ASSETS, ...NOTHING_TO_DO });
  expect(second.report.completeness).toMatchObject({ assets: ASSETS, protected: ASSETS });
  expect(lab.queues.sent).toEqual([]);
  const of = (...names: readonly string[]) => lab.store.calls.filter(({ name }) => names.includes(name)).length;
  expect(of('head')).toBe(0);
  expect(lab.listing.calls.length + of('keys', 'folders', 'list') - LEAST_PAGES).toBeLessThanOrEqual(12);
}, 60_000);

const DROPPED = 0.3;

test('one run repairs everything after 30 % of the notifications of 1,000 uploads, 200 deletes and 300 tag changes were lost', async () => {
  const random = randomNumbers(7);
  stock(lab, 500);
  await lab.run();
  // Another thousand uploads; some overwrite what was there.
  for (let index = 0; index < 1000; index += 1) {
    lab.pass(1);
    lab.library.upload(`photo/${Math.floor(random() * 1200)}`, someBytes(50, 10_000 + index), { tags: ['new'] });
  }
  for (let index = 0; index < 500; index += 1) {
    lab.pass(1);
    const { public_id = '' } = lab.library.held[Math.floor(random() * lab.library.held.length)] ?? {};
    if (index < 200) lab.library.destroy(public_id);
    else lab.library.tag(public_id, ['kept', `tag ${index}`]);
  }
  // Some revisions are already replaced when their notification arrives: these are lost, and never faked.
  await lab.notify(() => random() >= DROPPED);
  lab.pass(3600);
  const { report, startedAt } = await lab.run();

  await expectTruth(lab, startedAt);
  // The same from the journal alone, applied to the previous inventory.
  await expectTruth(lab);
  expect(report.completeness).toMatchObject({ assets: lab.library.held.length, unprotected: 0 });
  expect(report.tally.queued).toBeGreaterThan(100);
  expect(report.tally.gone).toBeGreaterThan(20);

  // Nothing that was overwritten without a notification is claimed: whatever is recorded as stored is there, exact.
  const claims = lab.journal().filter((entry) => entry.kind === 'revision' && entry.key !== undefined);
  expect(claims.length).toBeGreaterThan(1000);
  for (const claim of claims) {
    if (claim.kind !== 'revision') continue;
    expect(md5(lab.store.objects.get(claim.key ?? '')?.body ?? new Uint8Array())).toBe(claim.etag);
  }
  expect(lab.library.history.size).toBeGreaterThan(revisionsIn(lab).length);
}, 60_000);

test('a run sends nothing while the queues hold more than can be drained in a day', async () => {
  stock(lab, 30);
  lab.listing.pageSize = 10;
  lab.queues.others.bulk = 500;
  const overrides = { backlogLimits: { bulk: 400, large: 10 } };
  const step = await lab.step(lab.clock.iso, undefined, overrides);
  expect(step).toMatchObject({ next: 'wait', because: '500 messages are pending' });
  expect(lab.queues.sent).toEqual([]);
  lab.queues.others.bulk = 0;
  await runs(lab, { completeness: { protected: 30 } });

  // Revisions that earlier runs know are queued by the comparison, if they are missing.
  const startedAt = lab.clock.iso;
  const late = { ...overrides, isLate: () => true };
  let state: InventoryState | undefined;
  do {
    const { next, ...rest } = await lab.step(startedAt, state, late);
    if (!('state' in rest)) throw new Error('The run has not compared.');
    ({ state } = rest);
  } while (state.phase !== 'compare');
  lab.queues.others.bulk = 500;
  expect(await lab.step(startedAt, state, overrides)).toMatchObject({ next: 'wait', state: { phase: 'compare' } });
});
