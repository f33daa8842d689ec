import { expect, test } from 'vitest';
import { inventoryProgress } from '../../../shared/usecases/progress/inventory-progress.ts';
import { newestRuns, runsOf } from '../../../shared/usecases/progress/runs-of.ts';
import { verifyProgress } from '../../../shared/usecases/progress/verify-progress.ts';
import { RUN_KINDS } from '../../../shared/usecases/runs/run-kinds.ts';
import { InventoryLab } from '../../doubles/inventory-lab.ts';
import { MemoryObjectStore } from '../../doubles/memory-object-store.ts';
import { uploadPhotos } from '../inventory/lab-views.ts';
import { fill, STARTED_AT, verifyRig } from '../verify/verify-rig.ts';

const { signal } = new AbortController();
const nobodyRuns = { isRunning: async () => false };

/** The bucket as it is now, for a look at it later. */
function snapshot(store: MemoryObjectStore): MemoryObjectStore {
  const copy = new MemoryObjectStore();
  for (const [key, held] of store.objects) copy.objects.set(key, held);
  return copy;
}

/** Each but those that are as the one before. */
function changes<Item>(all: readonly Item[]): readonly Item[] {
  return all.filter((each, index) => each !== all[index - 1]);
}

test('an inventory that takes one page a step is seen to go through its phases, and to count', async () => {
  const lab = new InventoryLab();
  uploadPhotos(lab, 1_200);
  lab.pass(3_600);
  const looks: MemoryObjectStore[] = [];
  lab.intervene = () => {
    looks.push(snapshot(lab.store));
    return { isLate: () => true };
  };
  const { startedAt, report } = await lab.run();
  looks.push(lab.store);
  const seen = await Promise.all(
    looks.map((store) => inventoryProgress(store, { cloud: 'demo', name: startedAt }, signal)),
  );

  const phases = changes(seen.map(({ phase }) => phase));
  expect(phases[0]).toBe('starting');
  expect(phases).toEqual(expect.arrayContaining(['listing', 'copying', 'finished']));
  const order = ['starting', 'listing', 'comparing', 'copying', 'reporting', 'finished'];
  expect(phases).toEqual(order.filter((phase) => phases.some((each) => each === phase)));
  const listed = seen.map(({ tally }) => tally?.listed ?? 0);
  expect(listed).toEqual(listed.toSorted((a, b) => a - b));
  expect(new Set(listed).size).toBeGreaterThan(3);
  expect(seen.at(-1)).toMatchObject({ assets: 1_200, tally: { listed: 1_200, queued: report.tally.queued } });
  expect(seen.find(({ phase }) => phase === 'copying')?.tally).toMatchObject({ listed: 1_200, queued: 1_200 });

  const { finished } = await newestRuns(
    runsOf(RUN_KINDS.inventory, 'demo', { reader: lab.store, executions: nobodyRuns, signal }),
    1,
  );
  expect(finished).toMatchObject({ name: startedAt, result: { completeness: report.completeness } });
});

test('a verify run is seen to go through its phases, and to count', async () => {
  const rig = verifyRig();
  const [lost = ''] = await fill(rig, 20);
  rig.store.objects.delete(lost);
  const looks: MemoryObjectStore[] = [];
  const report = await rig.verify({
    startedAt: STARTED_AT,
    overrides: { isLate: () => true },
    onState: () => looks.push(snapshot(rig.store)),
  });
  looks.push(rig.store);
  const seen = await Promise.all(
    looks.map((store) => verifyProgress(store, { cloud: 'demo', name: STARTED_AT }, signal)),
  );

  const phases = changes(seen.map(({ phase }) => phase));
  const order = ['expecting', 'finding', 'checking', 'concluding', 'finished'];
  expect(phases).toEqual(order.filter((phase) => phases.some((each) => each === phase)));
  expect(phases).toEqual(expect.arrayContaining(['expecting', 'finding', 'concluding', 'finished']));
  expect(seen.findLast(({ phase }) => phase === 'finding')?.tally).toMatchObject({ expected: 20, found: 19 });
  expect(seen.at(-1)?.tally).toMatchObject({ expected: 20, found: 19, missing: 1 });
  expect(report).toMatchObject({ missing: 1, mended: 1 });

  const { finished } = await newestRuns(
    runsOf(RUN_KINDS.verify, 'demo', { reader: rig.store, executions: nobodyRuns, signal }),
    1,
  );
  expect(finished).toMatchObject({ name: STARTED_AT, result: { expected: 20, missing: 1, mended: 1 } });
});
