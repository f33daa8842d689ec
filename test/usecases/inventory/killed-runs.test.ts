import { describe, expect, test } from 'vitest';
import { InventoryLab } from '../../doubles/inventory-lab.ts';
import { asFolded, backedUp, expectTruth, randomNumbers, uploadPhotos } from './lab-views.ts';

const KILLS = 20;
/** Calls between two kills, at least. */
const APART = 12;

/** Counts every call that a run makes, and ends the process at some of them: before the call, or when it has had its effect. */
function killing(lab: InventoryLab, points: readonly { readonly call: number; readonly when: 'before' | 'after' }[]) {
  const left = points.toSorted((a, b) => a.call - b.call);
  /** The pages that were in hand when it was killed. */
  const hit: string[] = [];
  let calls = 0;
  let dead = false;
  const dies = (when: 'before' | 'after'): Error | undefined => {
    const [next] = left;
    if (!dead && next !== undefined && next.call <= calls && next.when === when) {
      dead = true;
      left.shift();
      hit.push(...lab.listing.calls.filter((call) => call.startsWith('page')).slice(-2));
    }
    return dead ? new Error('killed') : undefined;
  };
  const begin = () => {
    if (!dead) calls += 1;
    return dies('before');
  };
  const end = () => dies('after');
  lab.store.before = begin;
  lab.store.after = end;
  lab.queues.before = begin;
  lab.queues.after = end;
  lab.listing.before = begin;
  lab.intervene = () => {
    dead = false;
    return {};
  };
  return { calls: () => calls, left, hit };
}

/** A library that has been backed up once, and has changed since without anybody having told. */
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

/** What a run leaves: which objects, what the fold says, how complete it is. */
async function resultOf(lab: InventoryLab, startedAt: string) {
  const rows = await lab.rows(startedAt);
  return {
    folded: asFolded(await lab.folded(startedAt)),
    fromJournal: asFolded(await lab.folded()),
    revisions: [...lab.store.objects.keys()].filter((key) => key.startsWith('pipeline/res/')).sort(),
    rows: rows.map(({ asset_id, version, status, key }) => ({ asset_id, version, status, key })),
  };
}

describe(`killed at ${KILLS} random points, each time resumed`, () => {
  test.each([1, 2, 3, 4])(
    'a run comes to the same result as undisturbed (seed %i)',
    async (seed) => {
      const undisturbed = await changedLab();
      const counted = killing(undisturbed, []);
      const { startedAt, report } = await undisturbed.run();
      const expected = await resultOf(undisturbed, startedAt);

      const lab = await changedLab();
      const random = randomNumbers(seed);
      const points: { call: number; when: 'before' | 'after' }[] = [];
      while (points.length < KILLS) {
        const call = 1 + Math.floor(random() * counted.calls() * 0.95);
        // A process that was killed is started anew, and comes to do something before it is killed again.
        if (points.some((point) => Math.abs(point.call - call) < APART)) continue;
        points.push({ call, when: random() < 0.5 ? 'before' : 'after' });
      }
      const killed = killing(lab, points);
      const again = await lab.run();
      expect(killed.left).toEqual([]);
      expect(again.report.completeness).toEqual(report.completeness);
      expect(await resultOf(lab, again.startedAt)).toEqual(expected);
      await expectTruth(lab, again.startedAt);
      // A kill costs the page that was in hand, and the one ahead of it: no page is listed more than twice, but one that
      // two kills have hit, which is listed once more.
      const hits = Map.groupBy(killed.hit, (page) => page);
      for (const [page, times] of lab.listing.listed) {
        expect(times).toBeLessThanOrEqual(Math.max(2, 1 + (hits.get(page)?.length ?? 0)));
        if (times > 1) expect(hits.has(page)).toBe(true);
      }
    },
    60_000,
  );
});
