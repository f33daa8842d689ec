import { beforeEach, describe, expect, test } from 'vitest';
import { inventoryProgress } from '#shared/usecases/progress/inventory-progress.ts';
import { newestRuns, runsOf } from '#shared/usecases/progress/runs-of.ts';
import { verifyProgress } from '#shared/usecases/progress/verify-progress.ts';
import { RUN_DOCUMENTS, type RunKindName } from '#shared/usecases/runs/run-documents.ts';
import { InventoryLab } from '#test/doubles/inventory-lab.ts';
import { MemoryObjectStore } from '#test/doubles/memory-object-store.ts';
import { stock } from '../inventory/lab-views.ts';
import { fill, STARTED_AT, verifyRig } from '../verify/verify-rig.ts';
import { manifest, runFiles, started, tally, verifyReport, verifyStarted } from './run-files.ts';

const NAME = '2026-11-21T02:30:00.000Z';
const RESETS_AT = '2026-11-21T03:00:00.000Z';
const { signal } = new AbortController();

let store: MemoryObjectStore;

beforeEach(() => {
  store = new MemoryObjectStore();
});

function place(file: string, document?: unknown, metadata?: Readonly<Record<string, string>>) {
  runFiles(store, 'inventory')(NAME, file, document, metadata);
}
function progress() {
  return inventoryProgress(store, { cloud: 'demo', name: NAME }, signal);
}
function listed(number: number, count: number) {
  const quota = JSON.stringify({ limit: 500, remaining: 400 - count, resetsAt: RESETS_AT });
  place(`_listed-00-0000${number}.ndjson.gz`, {}, { tally: JSON.stringify(tally({ listed: count })), quota });
}

describe('how far an inventory is', () => {
  test('shows in the files of its folder, phase by phase', async () => {
    expect(await progress()).toMatchObject({ phase: 'starting', assets: undefined, tally: undefined });

    place('started.json', started(NAME, { usage: { assets: 9 } }));
    expect(await progress()).toMatchObject({ phase: 'listing', assets: 9, tally: undefined, quota: undefined });

    listed(1, 3);
    listed(2, 7);
    place('_listed-01-00003.ndjson.gz');
    expect(await progress()).toEqual({
      phase: 'listing',
      assets: 9,
      tally: tally({ listed: 7 }),
      shards: undefined,
      quota: { limit: 500, remaining: 393, resetsAt: new Date(RESETS_AT) },
    });

    place('_journal-00-00001.ndjson.gz');
    expect(await progress()).toMatchObject({ phase: 'comparing', shards: { done: 0, of: 2 }, tally: { listed: 7 } });

    place('_compared-00.json', { tally: tally({ listed: 7, queued: 2 }) });
    expect(await progress()).toMatchObject({ phase: 'comparing', shards: { done: 1, of: 2 }, tally: { queued: 2 } });

    place('_compared-01.json', { tally: tally({ listed: 7, queued: 5 }) });
    expect(await progress()).toMatchObject({ phase: 'copying', shards: undefined, tally: { queued: 5 } });

    place('part-00-00001.ndjson.gz');
    place('part-00-00002.ndjson.gz');
    expect(await progress()).toMatchObject({ phase: 'reporting', shards: { done: 1, of: 2 } });

    place('manifest.json', manifest(NAME));
    expect(await progress()).toMatchObject({ phase: 'finished', shards: undefined, quota: { limit: 500 } });
  });

  test('does not need the metadata to be of this version', async () => {
    place('started.json', started(NAME));
    place('_listed-00-00001.ndjson.gz', {}, { tally: '{"listed":"many"}', quota: '{' });
    expect(await progress()).toMatchObject({ phase: 'listing', assets: undefined, tally: undefined, quota: undefined });
    place('_listed-00-00002.ndjson.gz', {}, { quota: '{"limit":1,"remaining":1,"resetsAt":"soon"}' });
    expect(await progress()).toMatchObject({ quota: undefined });
  });

  test('counts more files than one page of a listing has', async () => {
    place('started.json', started(NAME));
    for (let step = 1; step <= 1_001; step++) place(`_listed-00-${String(step).padStart(5, '0')}.ndjson.gz`);
    place('_listed-00-01002.ndjson.gz', {}, { tally: JSON.stringify(tally({ listed: 1_002 })) });
    expect(await progress()).toMatchObject({ tally: { listed: 1_002 } });
  });
});

test('how far a verify run is, shows in the files of its folder, phase by phase', async () => {
  const place = (file: string, document?: unknown, tally?: unknown) =>
    runFiles(store, 'verify')(NAME, file, document, tally === undefined ? {} : { tally: JSON.stringify(tally) });
  const progress = () => verifyProgress(store, { cloud: 'demo', name: NAME }, signal);

  expect(await progress()).toEqual({ phase: 'starting', tally: {}, shards: undefined });
  place('started.json', verifyStarted(NAME));
  expect(await progress()).toEqual({ phase: 'expecting', tally: {}, shards: undefined });
  place('_expected-00-00001.ndjson.gz', {}, { expected: 4 });
  place('_expected-00-00002.ndjson.gz', {}, { expected: 8, expected_bytes: 80, found: 0 });
  expect(await progress()).toMatchObject({ phase: 'expecting', tally: { expected: 8, expected_bytes: 80 } });
  place('_found-00-00001.ndjson.gz', {}, { found: 7 });
  expect(await progress()).toMatchObject({ phase: 'finding', tally: { expected: 8, found: 7 } });
  place('_checked-00.json', { tally: { missing: 1, read: 2 } });
  expect(await progress()).toMatchObject({
    phase: 'checking',
    shards: { done: 1, of: 2 },
    tally: { expected: 8, found: 7, missing: 1, read: 2 },
  });
  place('_checked-01.json', { tally: { missing: 3 } });
  expect(await progress()).toMatchObject({ phase: 'concluding', shards: undefined, tally: { missing: 3 } });
  place('report.json', verifyReport(NAME));
  expect(await progress()).toMatchObject({ phase: 'finished' });
});

const noneRuns = { isRunning: async () => false };

/** The bucket as it is now, to read later. */
function snapshot(store: MemoryObjectStore): MemoryObjectStore {
  const copy = new MemoryObjectStore();
  for (const [key, held] of store.objects) copy.objects.set(key, held);
  return copy;
}

/** Expects phases to come in an order, some of them in any case. */
function expectPhases(seen: readonly { readonly phase: string }[], order: readonly string[], sure: readonly string[]) {
  const phases = seen.map(({ phase }) => phase).filter((phase, index, all) => phase !== all[index - 1]);
  expect(phases).toEqual(expect.arrayContaining([...sure]));
  expect(phases).toEqual(order.filter((phase) => phases.includes(phase)));
}

/** The newest finished run of a kind. */
async function newestFinished(kind: RunKindName, reader: MemoryObjectStore) {
  const runs = runsOf<{ execution: string }, unknown>(RUN_DOCUMENTS[kind], 'demo', {
    reader,
    executions: noneRuns,
    signal,
  });
  return (await newestRuns(runs, 1)).finished;
}

test('the progress of an inventory run of one page a step shows all phases in order, and counts up', async () => {
  const lab = new InventoryLab();
  stock(lab, 1_200);
  const snapshots: MemoryObjectStore[] = [];
  lab.intervene = () => {
    snapshots.push(snapshot(lab.store));
    return { isLate: () => true };
  };
  const { startedAt, report } = await lab.run();
  snapshots.push(lab.store);
  const seen = await Promise.all(
    snapshots.map((store) => inventoryProgress(store, { cloud: 'demo', name: startedAt }, signal)),
  );

  const order = ['starting', 'listing', 'comparing', 'copying', 'reporting', 'finished'];
  expectPhases(seen, order, ['starting', 'listing', 'copying', 'finished']);
  const listed = seen.map(({ tally }) => tally?.listed ?? 0);
  expect(listed).toEqual(listed.toSorted((a, b) => a - b));
  expect(new Set(listed).size).toBeGreaterThan(3);
  expect(seen.at(-1)).toMatchObject({ assets: 1_200, tally: { listed: 1_200, queued: report.tally.queued } });
  expect(seen.find(({ phase }) => phase === 'copying')?.tally).toMatchObject({ listed: 1_200, queued: 1_200 });

  const result = { completeness: report.completeness };
  expect(await newestFinished('inventory', lab.store)).toMatchObject({ name: startedAt, result });
});

test('the progress of a verify run shows all phases in order, and counts up', async () => {
  const rig = verifyRig();
  const [lost = ''] = await fill(rig, 20);
  rig.store.objects.delete(lost);
  const snapshots: MemoryObjectStore[] = [];
  const report = await rig.verify({
    startedAt: STARTED_AT,
    overrides: { isLate: () => true },
    onState: () => snapshots.push(snapshot(rig.store)),
  });
  snapshots.push(rig.store);
  const seen = await Promise.all(
    snapshots.map((store) => verifyProgress(store, { cloud: 'demo', name: STARTED_AT }, signal)),
  );

  const order = ['expecting', 'finding', 'checking', 'concluding', 'finished'];
  expectPhases(seen, order, ['expecting', 'finding', 'concluding', 'finished']);
  expect(seen.findLast(({ phase }) => phase === 'finding')?.tally).toMatchObject({ expected: 20, found: 19 });
  expect(seen.at(-1)?.tally).toMatchObject({ expected: 20, found: 19, missing: 1 });
  expect(report).toMatchObject({ missing: 1, mended: 1 });

  const result = { expected: 20, missing: 1, mended: 1 };
  expect(await newestFinished('verify', rig.store)).toMatchObject({ name: STARTED_AT, result });
});
