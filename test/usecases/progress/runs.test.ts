import { beforeEach, describe, expect, test } from 'vitest';
import type { WatchedExecution } from '#shared/usecases/progress/run-executions.ts';
import { runningExecution } from '#shared/usecases/progress/running-execution.ts';
import { newestRuns, type PastRun, runsOf } from '#shared/usecases/progress/runs-of.ts';
import { watchRun } from '#shared/usecases/progress/watch-run.ts';
import { RUN_DOCUMENTS, type RunKindName } from '#shared/usecases/runs/run-documents.ts';
import { MemoryObjectStore } from '#test/doubles/memory-object-store.ts';
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

/** The newest runs of a kind, at most so many. */
function newest(kind: RunKindName, most = 5, cloud = 'demo') {
  const executions = { isRunning: async (arn: string) => arn === running };
  const { signal } = new AbortController();
  return newestRuns<PastRun<unknown, unknown>>(
    runsOf<{ execution: string }, unknown>(RUN_DOCUMENTS[kind], cloud, { reader, executions, signal }),
    most,
  );
}

describe('the runs of a cloud', () => {
  test('come newest first, each with what became of it', async () => {
    const place = runFiles(reader, 'inventory');
    place(day(1), 'started.json', started(day(1)));
    place(day(1), 'manifest.json', manifest(day(1)));
    place(day(2), 'started.json', started(day(2)));
    place(day(3), 'started.json', started(day(3)));
    place(day(4), '_listed-00-00001.ndjson.gz');
    running = executionOf(day(3));
    const { runs, finished } = await newest('inventory');
    expect(runs.map(({ name, status }) => [name, status])).toEqual([
      [day(3), 'running'],
      [day(2), 'interrupted'],
      [day(1), 'finished'],
    ]);
    expect(finished).toMatchObject({ result: { completeness: { assets: 3 } } });
  });

  test('are no more than asked for, but the newest finished one is found however far back it is', async () => {
    const place = runFiles(reader, 'inventory');
    for (const number of [1, 2]) place(day(number), 'manifest.json', manifest(day(number)));
    for (const number of [3, 4]) place(day(number), 'started.json', started(day(number)));
    const { runs, finished } = await newest('inventory', 1);
    expect(runs.map(({ name }) => name)).toEqual([day(4)]);
    expect(finished?.name).toBe(day(2));
    expect(reader.calls.some(({ key }) => key.includes(day(1)))).toBe(false);
  });

  test('that have no document of this version are skipped', async () => {
    const place = runFiles(reader, 'inventory');
    place(day(1), 'manifest.json', manifest(day(1)));
    place(day(2), 'started.json', started(day(2)));
    place(day(2), 'manifest.json', { v: 2 });
    place(day(3), 'manifest.json', 'no object');
    const { runs } = await newest('inventory');
    expect(runs.map(({ name, status }) => [name, status])).toEqual([
      [day(2), 'interrupted'],
      [day(1), 'finished'],
    ]);
  });

  test('of verify are in a folder of their own', async () => {
    const place = runFiles(reader, 'verify');
    place(day(1), 'started.json', verifyStarted(day(1)));
    place(day(1), 'report.json', verifyReport(day(1), { missing: 2 }));
    expect((await newest('verify')).finished).toMatchObject({
      kind: 'verify',
      name: day(1),
      result: { missing: 2 },
    });
    const none = { runs: [], finished: undefined };
    expect(await newest('inventory')).toEqual(none);
    expect(await newest('verify', 5, 'dem')).toEqual(none);
  });
});

const NAME = '2026-11-21T02:30:00.000Z';
const OLDER = '2026-11-21T01:00:00.000Z';

function description(name: string, more: Partial<WatchedExecution> = {}): WatchedExecution {
  return {
    status: 'RUNNING',
    startedAt: new Date(name),
    output: undefined,
    error: undefined,
    cause: undefined,
    ...more,
  };
}

function succeeded(name: string, outcome: unknown) {
  return description(name, { status: 'SUCCEEDED', output: JSON.stringify(outcome) });
}

let store: MemoryObjectStore;
let place: ReturnType<typeof runFiles>;
let abort: AbortController;
let reported: unknown[];
let pauses: number[];
let clock: number;

beforeEach(() => {
  store = new MemoryObjectStore();
  place = runFiles(store, 'inventory');
  abort = new AbortController();
  reported = [];
  pauses = [];
  clock = 0;
});

/** Watches a run whose successive descriptions are these; an error is thrown. */
function watch(...descriptions: readonly (WatchedExecution | Error | undefined)[]) {
  const left = [...descriptions];
  return watchRun(
    { kind: 'inventory', cloud: 'demo', execution: executionOf(NAME) },
    {
      executions: {
        describe: async (arn) => {
          reported.push(arn.slice(-24));
          const next = left.shift();
          if (next instanceof Error) throw next;
          return next;
        },
      },
      reader: store,
      reportProgress: async (name) => void reported.push({ progress: name }),
      onYield: (execution) => reported.push({ yield: execution }),
      onFailure: (error) => reported.push(error),
      pause: async (milliseconds) => {
        pauses.push(milliseconds);
        clock += milliseconds;
        if (left.length === 0) abort.abort();
      },
      now: () => new Date(clock),
      signal: abort.signal,
    },
  );
}

describe('watching a run', () => {
  test('watches it until it has finished, under the name in its first file', async () => {
    const running = description('2026-11-21T02:30:00.004Z');
    const pending = { ...running, status: 'PENDING_REDRIVE' };
    const watching = watch(running, pending, succeeded(NAME, { ended: 'finished', report: { started_at: NAME } }));
    place(OLDER, 'started.json', started(OLDER));
    place(NAME, 'started.json', started(NAME));
    expect(await watching).toEqual({ ended: 'finished', execution: executionOf(NAME), name: NAME });
    expect(reported).toEqual([NAME, { progress: NAME }, NAME, { progress: NAME }, NAME]);
  });

  test('reports one that has written nothing yet, and knows the name in the end without its output', async () => {
    place(NAME, 'started.json', started(NAME, { execution: 'another' }));
    expect(await watch(description(NAME), succeeded(NAME, 'what?'))).toEqual({
      ended: 'finished',
      execution: executionOf(NAME),
      name: undefined,
    });
    expect(reported).toContainEqual({ progress: undefined });
    place(NAME, 'started.json', started(NAME));
    expect(await watch(succeeded(NAME, 'what?'))).toMatchObject({ name: NAME });
  });

  test('continues with the older run that this one has yielded to', async () => {
    const outcome = { ended: 'yielded', to: OLDER, execution: executionOf(OLDER) };
    place(NAME, 'started.json', started(NAME));
    place(OLDER, 'started.json', started(OLDER));
    const end = await watch(succeeded(NAME, outcome), description(OLDER), succeeded(OLDER, { ended: 'finished' }));
    expect(end).toEqual({ ended: 'finished', execution: executionOf(OLDER), name: OLDER });
    expect(reported).toEqual([NAME, { yield: executionOf(OLDER) }, OLDER, { progress: OLDER }, OLDER]);
  });

  test.each([
    [description(NAME, { status: 'FAILED', error: 'Lambda.Unknown', cause: 'killed' }), 'FAILED', 'Lambda.Unknown'],
    [description(NAME, { status: 'ABORTED' }), 'ABORTED', undefined],
    [undefined, 'UNKNOWN', undefined],
  ])('says why one failed: %#', async (last, status, error) => {
    expect(await watch(description(NAME), last)).toMatchObject({ ended: 'failed', status, error });
  });

  test('ends with Ctrl-C, whatever fails because of that', async () => {
    expect(await watch(description(NAME))).toEqual({ ended: 'interrupted', execution: executionOf(NAME) });
    abort = new AbortController();
    store.before = () => {
      abort.abort();
      return new Error('aborted');
    };
    reported = [];
    expect(await watch(description(NAME))).toMatchObject({ ended: 'interrupted' });
    expect(reported).toEqual([NAME]);
  });

  test('reads the progress often for a minute, then less often', async () => {
    await watch(...Array.from({ length: 33 }, () => description(NAME)));
    expect(pauses).toEqual([...Array.from({ length: 30 }, () => 2_000), 5_000, 5_000, 5_000]);
  });

  test('forgives four failures in a row, not five', async () => {
    const away = new Error('away');
    const four = [away, away, away, away];
    expect(await watch(...four, description(NAME), ...four, succeeded(NAME, {}))).toMatchObject({ ended: 'finished' });
    expect(reported.filter((each) => each === away)).toHaveLength(8);
    await expect(watch(...four, away)).rejects.toBe(away);
  });
});

describe('the execution that works on a cloud', () => {
  const of = (cloud: string | undefined, name: string) => ({
    arn: executionOf(name),
    startedAt: new Date(name),
    cloud,
  });
  const executions = {
    running: async (machine: string) =>
      machine === 'machine'
        ? [of('other', '2026-11-20T01:00:00.000Z'), of('demo', NAME), of('demo', OLDER), of(undefined, OLDER)]
        : [],
  };

  test('is the older one of two, and never that of another cloud', async () => {
    expect(await runningExecution(executions, 'machine', 'demo')).toMatchObject({ arn: executionOf(OLDER) });
    expect(await runningExecution(executions, 'machine', 'unknown')).toBeUndefined();
    expect(await runningExecution(executions, 'another machine', 'demo')).toBeUndefined();
  });
});
