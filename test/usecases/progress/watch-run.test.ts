import { beforeEach, describe, expect, test } from 'vitest';
import type { WatchedExecution } from '../../../shared/usecases/progress/run-executions.ts';
import { runningExecution } from '../../../shared/usecases/progress/running-execution.ts';
import { watchRun } from '../../../shared/usecases/progress/watch-run.ts';
import { MemoryObjectStore } from '../../doubles/memory-object-store.ts';
import { executionOf, runFiles, started } from './run-files.ts';

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
let abort: AbortController;
let told: unknown[];
let pauses: number[];
let clock: number;

beforeEach(() => {
  store = new MemoryObjectStore();
  abort = new AbortController();
  told = [];
  pauses = [];
  clock = 0;
});

/** Watches while each look finds the next of the descriptions; an error is thrown. */
function watch(...descriptions: readonly (WatchedExecution | Error | undefined)[]) {
  const left = [...descriptions];
  return watchRun(
    { kind: 'inventory', cloud: 'demo', execution: executionOf(NAME) },
    {
      executions: {
        describe: async (arn) => {
          told.push(arn.slice(-24));
          const next = left.shift();
          if (next instanceof Error) throw next;
          return next;
        },
      },
      reader: store,
      look: async (name) => void told.push({ look: name }),
      onYield: (execution) => told.push({ yield: execution }),
      onFailure: (error) => told.push(error),
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
  test('looks at it until it has finished, by the name that its first file has', async () => {
    const running = description('2026-11-21T02:30:00.004Z');
    const pending = { ...running, status: 'PENDING_REDRIVE' };
    const looking = watch(running, pending, succeeded(NAME, { ended: 'finished', report: { started_at: NAME } }));
    runFiles(store, 'inventory').place(OLDER, 'started.json', started(OLDER));
    runFiles(store, 'inventory').place(NAME, 'started.json', started(NAME));
    expect(await looking).toEqual({ ended: 'finished', execution: executionOf(NAME), name: NAME });
    expect(told).toEqual([NAME, { look: NAME }, NAME, { look: NAME }, NAME]);
  });

  test('tells of one that has written nothing yet, and knows the name in the end without its output', async () => {
    runFiles(store, 'inventory').place(NAME, 'started.json', started(NAME, { execution: 'another' }));
    expect(await watch(description(NAME), succeeded(NAME, 'what?'))).toEqual({
      ended: 'finished',
      execution: executionOf(NAME),
      name: undefined,
    });
    expect(told).toContainEqual({ look: undefined });
    runFiles(store, 'inventory').place(NAME, 'started.json', started(NAME));
    expect(await watch(succeeded(NAME, 'what?'))).toMatchObject({ name: NAME });
  });

  test('goes on with the older run that this one has yielded to', async () => {
    const outcome = { ended: 'yielded', to: OLDER, execution: executionOf(OLDER) };
    runFiles(store, 'inventory').place(NAME, 'started.json', started(NAME));
    runFiles(store, 'inventory').place(OLDER, 'started.json', started(OLDER));
    const end = await watch(succeeded(NAME, outcome), description(OLDER), succeeded(OLDER, { ended: 'finished' }));
    expect(end).toEqual({ ended: 'finished', execution: executionOf(OLDER), name: OLDER });
    expect(told).toEqual([NAME, { yield: executionOf(OLDER) }, OLDER, { look: OLDER }, OLDER]);
  });

  test.each([
    [description(NAME, { status: 'FAILED', error: 'Lambda.Unknown', cause: 'killed' }), 'FAILED', 'Lambda.Unknown'],
    [description(NAME, { status: 'ABORTED' }), 'ABORTED', undefined],
    [undefined, 'GONE', undefined],
  ])('tells why one failed: %#', async (last, status, error) => {
    expect(await watch(description(NAME), last)).toMatchObject({ ended: 'failed', status, error });
  });

  test('ends with Ctrl-C, whatever fails by it', async () => {
    expect(await watch(description(NAME))).toEqual({ ended: 'interrupted', execution: executionOf(NAME) });
    abort = new AbortController();
    store.before = () => {
      abort.abort();
      return new Error('aborted');
    };
    told = [];
    expect(await watch(description(NAME))).toMatchObject({ ended: 'interrupted' });
    expect(told).toEqual([NAME]);
  });

  test('looks often for a minute, then seldom', async () => {
    await watch(...Array.from({ length: 33 }, () => description(NAME)));
    expect(pauses).toEqual([...Array.from({ length: 30 }, () => 2_000), 5_000, 5_000, 5_000]);
  });

  test('forgives four failures in a row, not five', async () => {
    const away = new Error('away');
    const four = [away, away, away, away];
    expect(await watch(...four, description(NAME), ...four, succeeded(NAME, {}))).toMatchObject({ ended: 'finished' });
    expect(told.filter((each) => each === away)).toHaveLength(8);
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

  test('is the older one of two, and none of another cloud', async () => {
    expect(await runningExecution(executions, 'machine', 'demo')).toMatchObject({ arn: executionOf(OLDER) });
    expect(await runningExecution(executions, 'machine', 'nobody')).toBeUndefined();
    expect(await runningExecution(executions, 'another machine', 'demo')).toBeUndefined();
  });
});
