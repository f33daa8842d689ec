import { expect, test } from 'vitest';
import { InventoryLab } from '../../doubles/inventory-lab.ts';
import { expectTruth, stock } from './lab-views.ts';

const ASSETS = 5000;
const PAGE = 500;
/** One page each of the eight listings that are empty. */
const LEAST_PAGES = ASSETS / PAGE + 8;

test(`of ${ASSETS} assets, the first run copies all; the second asks for what it must, and copies nothing`, async () => {
  const lab = new InventoryLab();
  stock(lab, ASSETS);
  const first = await lab.run();
  expect(first.report).toMatchObject({
    initial: true,
    shrinkage: 0,
    bandwidth: 50 * ASSETS,
    completeness: { assets: ASSETS, protected: ASSETS, unprotected: 0, excluded: 0 },
    tally: { queued: ASSETS, heads: ASSETS, observed: 0 },
  });
  await expectTruth(lab, first.startedAt);
  const revisions = [...lab.store.objects.keys()].filter((key) => key.startsWith('pipeline/res/'));
  expect(revisions).toHaveLength(ASSETS);

  lab.pass(86_400);
  lab.store.calls.length = 0;
  lab.listing.calls.length = 0;
  lab.queues.sent.length = 0;
  const second = await lab.run();
  expect(second.report.tally).toMatchObject({ listed: ASSETS, queued: 0, heads: 0, observed: 0 });
  expect(second.report.completeness).toMatchObject({ assets: ASSETS, protected: ASSETS });
  expect(lab.queues.sent).toEqual([]);
  const of = (...names: readonly string[]) => lab.store.calls.filter(({ name }) => names.includes(name)).length;
  expect(of('head')).toBe(0);
  expect(lab.listing.calls.length + of('keys', 'folders', 'list') - LEAST_PAGES).toBeLessThanOrEqual(12);
}, 60_000);
