import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { inventoryFolder } from '#shared/domain/bucket/bucket-layout.ts';
import { type Beginning, beginRun, runsIn } from '#shared/usecases/runs/begin-run.ts';
import type { Executions } from '#shared/usecases/runs/run-dependencies.ts';
import { keyInRun } from '#shared/usecases/runs/run-file.ts';
import { MemoryObjectStore, type StoreCall } from '#test/doubles/memory-object-store.ts';
import { MemoryExecutions } from '#test/doubles/run-doubles.ts';
import { runs } from '#test/scale.ts';

const folder = inventoryFolder('demo');
const signal = new AbortController().signal;

function at(hour: number, day = 21) {
  return new Date(Date.UTC(2026, 10, day, hour)).toISOString();
}

function begun(startedAt: string, arn: string, store: MemoryObjectStore, executions: Executions): Promise<Beginning> {
  return beginRun({
    run: { folder, startedAt, store, writtenBy: {}, signal },
    execution: { arn, startedAt },
    executions,
    started: { execution: arn },
    lastDocument: 'manifest.json',
  });
}

let store: MemoryObjectStore;
let executions: MemoryExecutions;
beforeEach(() => {
  store = new MemoryObjectStore();
  executions = new MemoryExecutions();
});

function write(startedAt: string, file: string, text: string) {
  store.place(keyInRun({ folder, startedAt }, file), Buffer.from(text));
}
/** A run that has begun, and has ended or is in progress. */
function started(startedAt: string, arn: string, isRunning = false) {
  write(startedAt, 'started.json', JSON.stringify({ execution: arn }));
  if (isRunning) executions.running.add(arn);
}
function finished(startedAt: string, arn: string) {
  started(startedAt, arn);
  write(startedAt, 'manifest.json', JSON.stringify({ of: arn }));
}
function begin(startedAt: string, arn: string) {
  executions.running.add(arn);
  return begun(startedAt, arn, store, executions);
}

const FIRST = { begun: true, previous: undefined };
function yielded(to: string, execution: string) {
  return { begun: false, to, execution };
}

describe('beginRun', () => {
  it('begins if there is no other run, and writes its started.json', async () => {
    expect(await begin(at(9), 'a')).toEqual(FIRST);
    expect(JSON.parse(String(store.bodies().get(`${folder}${at(9)}/started.json`)))).toEqual({ execution: 'a' });
  });

  it('begins again after an attempt that broke off, whatever runs have started meanwhile', async () => {
    finished(at(7), 'z');
    const first = await begin(at(9), 'a');
    expect(await begin(at(10), 'b')).toMatchObject({ begun: false });
    expect(await begin(at(8), 'late')).toMatchObject(yielded(at(9), 'a'));
    expect(await begin(at(9), 'a')).toEqual(first);
    expect(await begin(at(10), 'b')).toEqual(yielded(at(9), 'a'));
  });

  it('does not ask about executions of other stacks, which it may not, and skips folders that are empty or not ours', async () => {
    const ofStack = (stack: string, run: string) =>
      `arn:aws:states:eu-west-1:123456789012:execution:${stack}-Inventory:${run}`;
    started(at(7), ofStack('Old', 'run-1'), true);
    started(at(6), 'odd');
    for (const [hour, file] of ['started.json', 'manifest.json', 'turn.json'].entries()) write(at(hour), file, '{');
    for (const [hour, text] of ['null', '"a"', '{}', '{"execution":1}'].entries())
      write(at(hour, 20), 'started.json', text);
    write(at(5, 20), '_listed-00-00000.ndjson.gz', '');
    write('2026-11-21Tfoo', 'manifest.json', '{}');
    expect(await begin(at(9), ofStack('New', 'run-2'))).toEqual(FIRST);
    expect(executions.asked).toEqual([]);
    expect(await begin(at(10), ofStack('New', 'run-3'))).toMatchObject({ begun: false, to: at(9) });
  });

  it('yields to an older run in progress, however many finished after it', async () => {
    started(at(1), 'old', true);
    expect(await begin(at(9), 'a')).toEqual(yielded(at(1), 'old'));
    // It began so late that another one had finished before the two could see each other.
    finished(at(3), 'b');
    finished(at(4), 'c');
    expect(await begin(at(9, 22), 'd')).toEqual(yielded(at(1), 'old'));
  });

  it('builds on the newest finished run, and skips runs that crashed', async () => {
    finished(at(1), 'a');
    finished(at(2), 'b');
    started(at(3), 'crashed');
    expect(await begin(at(9), 'c')).toEqual({ begun: true, previous: { startedAt: at(2), document: { of: 'b' } } });
  });

  it('counts a run that finishes during the check as finished', async () => {
    started(at(1), 'a');
    executions.isRunning = async () => {
      finished(at(1), 'a');
      return false;
    };
    expect(await begin(at(9), 'b')).toEqual({ begun: true, previous: { startedAt: at(1), document: { of: 'a' } } });
  });

  it('lets younger runs yield, and skips those that have ended', async () => {
    started(at(10), 'young', true);
    started(at(11), 'crashed');
    finished(at(12), 'over');
    expect(await begin(at(9), 'a')).toEqual(FIRST);
    expect(await begin(at(10), 'young')).toEqual(yielded(at(9), 'a'));
  });

  it('does not wait for one that has yielded', async () => {
    expect(await begin(at(9), 'a')).toEqual(FIRST);
    expect(await begin(at(8), 'late')).toMatchObject({ begun: false });
    executions.running.delete('a');
    expect(await begin(at(10), 'b')).toEqual(FIRST);
  });

  it('does not block others once it has yielded, even if its step is tried again', async () => {
    await begin(at(8), 'a');
    await begin(at(9), 'b');
    executions.running.delete('a');
    started(at(10), 'c', true);
    expect(await begin(at(9), 'b')).toEqual(yielded(at(8), 'a'));
    expect(await begin(at(10), 'c')).toEqual(FIRST);
  });

  it('looks 400 days back, and checks the runs of two days before the newest finished one', async () => {
    for (let day = -500; day < 20; day += 1) finished(at(1, day), `day ${day}`);
    expect(await begin(at(9), 'a')).toMatchObject({ begun: true, previous: { startedAt: at(1, 19) } });
    expect(store.calls.filter(({ name }) => name === 'read').length).toBeLessThan(8);
    const runs = await runsIn({ folder, store, signal }, new Date(at(0, 10)));
    expect(runs).toEqual([at(9), ...[19, 18, 17, 16, 15, 14, 13, 12, 11, 10].map((day) => at(1, day))]);
  });
});

describe('runs that begin at once', () => {
  /** Lets runs begin together; `choose` says which of the waiting ones makes the next call. */
  const race = async (starts: readonly (readonly [string, string])[], choose: (waiting: number) => number) => {
    store = new MemoryObjectStore();
    executions = new MemoryExecutions();
    for (const [, arn] of starts) executions.running.add(arn);
    const gates: { readonly arn: string; readonly open: () => void }[] = [];
    let arriving = starts.length;
    const results = new Map<string, Beginning>();
    const pass = (arn: string) =>
      new Promise<void>((open) => {
        gates.push({ arn, open });
        arriving -= 1;
      });
    const runs = starts.map(async ([startedAt, arn]) => {
      const gated = Object.create(store) as MemoryObjectStore; // all other methods are the store's own
      for (const name of ['put', 'read', 'folders'] as const satisfies readonly StoreCall['name'][]) {
        Object.assign(gated, {
          [name]: async (...input: never[]) => {
            await pass(arn);
            return (store[name] as (...all: never[]) => Promise<unknown>).apply(store, input);
          },
        });
      }
      const asked = {
        isRunning: async (other: string) => {
          await pass(arn);
          return executions.isRunning(other);
        },
      };
      const result = await begun(startedAt, arn, gated, asked);
      // An execution that yields has ended.
      if (!result.begun) executions.running.delete(arn);
      results.set(arn, result);
      arriving -= 1;
    });
    while (results.size < starts.length) {
      while (arriving > 0) await new Promise(setImmediate);
      if (gates.length === 0) continue;
      const [gate] = gates.splice(choose(gates.length), 1);
      arriving += 1;
      gate?.open();
    }
    await Promise.all(runs);
    return [...results.values()].filter(({ begun }) => begun).length;
  };

  /** Every sequence of choices, each as long as the previous one showed that there were choices. */
  const inEveryOrder = async (starts: readonly (readonly [string, string])[], limit: number) => {
    let path: { chosen: number; of: number }[] = [];
    for (let orders = 1; ; orders += 1) {
      let depth = 0;
      const begun = await race(starts, (of) => {
        const step = path[depth] ?? { chosen: 0, of };
        path[depth++] = { ...step, of };
        return step.chosen;
      });
      expect({ begun, path: path.map(({ chosen }) => chosen).join('') }).toMatchObject({ begun: 1 });
      path = path.slice(0, depth);
      while (path.length > 0 && (path.at(-1)?.chosen ?? 0) + 1 >= (path.at(-1)?.of ?? 0)) path.pop();
      const last = path.pop();
      if (last === undefined || orders >= limit) return orders;
      path.push({ ...last, chosen: last.chosen + 1 });
    }
  };

  it.each([
    ['two', at(9), 1000],
    ['two of the same millisecond', at(8), 10],
  ])('leave exactly one of %s, in every order of their calls', { timeout: 300_000 }, async (_, other, orders) => {
    const starts = [
      [at(8), 'a'],
      [other, 'b'],
    ] as const;
    expect(await inEveryOrder(starts, 1e6)).toBeGreaterThan(orders);
  });

  it('leave exactly one of three, in any order', { timeout: 60_000 }, async () => {
    const starts = [
      [at(7), 'a'],
      [at(8), 'b'],
      [at(9), 'c'],
    ] as const;
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat()), async (choices) => {
        const choose = (of: number) => Number(choices.next().value) % of;
        expect(await race(starts, choose)).toBe(1);
      }),
      { numRuns: runs(1000) },
    );
  });
});
