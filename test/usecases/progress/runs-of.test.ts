import { beforeEach, describe, expect, test } from 'vitest';
import { newestRuns, runsOf } from '../../../shared/usecases/progress/runs-of.ts';
import { RUN_KINDS } from '../../../shared/usecases/runs/run-kinds.ts';
import { MemoryObjectStore } from '../../doubles/memory-object-store.ts';
import { executionOf, manifest, runFiles, started, verifyReport, verifyStarted } from './run-files.ts';

function day(number: number): string {
  return `2026-11-${String(number).padStart(2, '0')}T02:30:00.000Z`;
}

let reader: MemoryObjectStore;
let running: string;
beforeEach(() => {
  reader = new MemoryObjectStore();
  running = '';
});

function history() {
  return {
    reader,
    executions: { isRunning: async (arn: string) => arn === running },
    signal: new AbortController().signal,
  };
}

describe('the runs of a cloud', () => {
  test('come newest first, each with what became of it', async () => {
    const { place } = runFiles(reader, 'inventory');
    place(day(1), 'started.json', started(day(1)));
    place(day(1), 'manifest.json', manifest(day(1)));
    place(day(2), 'started.json', started(day(2)));
    place(day(3), 'started.json', started(day(3)));
    place(day(4), '_listed-00-00001.ndjson.gz');
    running = executionOf(day(3));
    const { runs, finished } = await newestRuns(runsOf(RUN_KINDS.inventory, 'demo', history()), 5);
    expect(runs.map(({ name, status }) => [name, status])).toEqual([
      [day(3), 'running'],
      [day(2), 'interrupted'],
      [day(1), 'finished'],
    ]);
    expect(finished?.result?.completeness.assets).toBe(3);
  });

  test('are no more than asked for, while the newest that has finished is looked for further back', async () => {
    const { place } = runFiles(reader, 'inventory');
    for (const number of [1, 2]) place(day(number), 'manifest.json', manifest(day(number)));
    for (const number of [3, 4]) place(day(number), 'started.json', started(day(number)));
    const { runs, finished } = await newestRuns(runsOf(RUN_KINDS.inventory, 'demo', history()), 1);
    expect(runs.map(({ name }) => name)).toEqual([day(4)]);
    expect(finished?.name).toBe(day(2));
    expect(reader.calls.some(({ key }) => key.includes(day(1)))).toBe(false);
  });

  test('that have no document of this version are not in the way', async () => {
    const { place } = runFiles(reader, 'inventory');
    place(day(1), 'manifest.json', manifest(day(1)));
    place(day(2), 'started.json', started(day(2)));
    place(day(2), 'manifest.json', { v: 2 });
    place(day(3), 'manifest.json', 'no object');
    const { runs } = await newestRuns(runsOf(RUN_KINDS.inventory, 'demo', history()), 5);
    expect(runs.map(({ name, status }) => [name, status])).toEqual([
      [day(2), 'interrupted'],
      [day(1), 'finished'],
    ]);
  });

  test('of verify are in a folder of their own', async () => {
    const { place } = runFiles(reader, 'verify');
    place(day(1), 'started.json', verifyStarted(day(1)));
    place(day(1), 'report.json', verifyReport(day(1), { missing: 2 }));
    expect((await newestRuns(runsOf(RUN_KINDS.verify, 'demo', history()), 5)).finished).toMatchObject({
      kind: 'verify',
      name: day(1),
      result: { missing: 2 },
    });
    expect(await newestRuns(runsOf(RUN_KINDS.inventory, 'demo', history()), 5)).toEqual({
      runs: [],
      finished: undefined,
    });
    expect(await newestRuns(runsOf(RUN_KINDS.verify, 'dem', history()), 5)).toEqual({ runs: [], finished: undefined });
  });
});
