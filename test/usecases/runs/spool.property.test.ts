import { setImmediate as tick } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { journalKey } from '#shared/domain/bucket/bucket-layout.ts';
import type { SpoolState } from '#shared/usecases/runs/spool-source.ts';
import { driveRun } from '#test/doubles/drive-run.ts';
import type { MemoryObjectStore } from '#test/doubles/memory-object-store.ts';
import { runDoubles } from '#test/doubles/run-doubles.ts';
import { runs } from '#test/scale.ts';
import { CENSUS } from './census.ts';
import {
  attempt,
  type Kill,
  Killed,
  linesOf,
  Mortal,
  type NumberedSource,
  type Shape,
  type SpoolTest,
  START,
  spooledLines,
  spoolTest,
} from './spool-attempt.ts';

const shapes: fc.Arbitrary<Shape> = fc.record({
  items: fc.nat(30),
  pageSize: fc.integer({ min: 1, max: 6 }),
  shards: fc.constantFrom(1, 2, 4, 8),
  pagesPerStep: fc.integer({ min: 1, max: 5 }),
});
const kills = fc.record({ at: fc.nat(60), takesEffect: fc.boolean() });

function sum(numbers: readonly number[]) {
  return numbers.reduce((a, b) => a + b, 0);
}

/** Makes attempts until one succeeds; returns which positions each has read. */
async function untilDone(
  test: SpoolTest<NumberedSource>,
  killed: readonly (Kill | undefined)[],
  between = (_attempt: number) => {},
) {
  const reads: (readonly string[])[] = [];
  let state: SpoolState | undefined;
  for (let number = 0; state === undefined; number += 1) {
    if (number > 0) between(number);
    const before = test.source.reads.length;
    const { spooled } = await attempt(test, START, { kill: killed[number], retry: number > 0 });
    reads.push(test.source.reads.slice(before));
    state = spooled?.state;
  }
  return { state, reads };
}

describe('a spool whose attempts are killed', { timeout: 120_000 }, () => {
  it('has the same result as if undisturbed, and reads little twice', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.array(kills, { maxLength: 4 }), async (shape, killed) => {
        const test = spoolTest(shape);
        const { state, reads } = await untilDone(test, killed);
        expect(state).toMatchObject({
          ended: true,
          counts: { items: shape.items, sum: sum(test.source.items) },
        });
        expect(await spooledLines(test, state)).toEqual(linesOf(test));
        for (const positions of reads) expect(new Set(positions).size).toBe(positions.length);
        const broken = reads.length - 1;
        const pages = Math.max(Math.ceil(shape.items / shape.pageSize), 1);
        expect(sum(reads.map(({ length }) => length))).toBeLessThanOrEqual(pages + broken * (shape.pagesPerStep + 1));
        // Read again are only the pages that an attempt was processing when it was killed, or had read ahead.
        for (const position of reads.flat()) {
          const readers = reads.filter((positions) => positions.includes(position)).slice(0, -1);
          for (const positions of readers) {
            expect(positions.slice(-(shape.pagesPerStep + 1))).toContain(position);
          }
        }
      }),
      { numRuns: runs(400) },
    );
  });

  it('reads no page more than twice, wherever it is killed once', async () => {
    for (const shape of [
      { items: 23, pageSize: 3, shards: 4, pagesPerStep: 3 },
      { items: 8, pageSize: 1, shards: 2, pagesPerStep: 5 },
      { items: 5, pageSize: 2, shards: 1, pagesPerStep: 2 },
    ]) {
      const { calls } = await attempt(spoolTest(shape), START, { retry: false });
      for (let at = 0; at < calls; at += 1) {
        for (const takesEffect of [false, true]) {
          const test = spoolTest(shape);
          const { state, reads } = await untilDone(test, [{ at, takesEffect }]);
          expect(await spooledLines(test, state)).toEqual(linesOf(test));
          expect(state.counts).toEqual({ items: shape.items, sum: sum(test.source.items) });
          for (const position of reads.flat()) {
            expect(reads.flat().filter((other) => other === position).length).toBeLessThanOrEqual(2);
          }
        }
      }
    }
  });

  it('makes progress even if every attempt is killed, if each finishes what was begun and one more page', async () => {
    const test = spoolTest({ items: 24, pageSize: 2, shards: 4, pagesPerStep: 3 });
    // Each is killed a little after the time that it takes to check, to read and write three pages, and to read more.
    const killed = Array.from({ length: 200 }, () => ({ at: 40, takesEffect: false }));
    const { state, reads } = await untilDone(test, killed);
    expect(await spooledLines(test, state)).toEqual(linesOf(test));
    expect(reads.length).toBeLessThan(24);
  });

  it('loses nothing that was there all the time, however the source changes between attempts', async () => {
    const changes = fc.record({ add: fc.array(fc.nat(320)), remove: fc.array(fc.nat(30), { maxLength: 20 }) });
    await fc.assert(
      fc.asyncProperty(shapes, fc.array(fc.tuple(kills, changes), { maxLength: 4 }), async (shape, broken) => {
        const test = spoolTest(shape, 10);
        const kept = new Set(test.source.items);
        const { state } = await untilDone(
          test,
          broken.map(([kill]) => kill),
          (number) => {
            const { add, remove } = broken[number - 1]?.[1] ?? { add: [], remove: [] };
            const removed = new Set(remove.map((index) => test.source.items[index]));
            for (const item of removed) kept.delete(item ?? -1);
            const left = test.source.items.filter((item) => !removed.has(item));
            test.source.items = [...new Set([...left, ...add])].sort((a, b) => a - b);
          },
        );
        const lines = await spooledLines(test, state);
        const wanted = linesOf(test, [...kept]);
        expect(lines).toEqual(wanted.map((texts) => expect.arrayContaining([...texts])));
        expect(state.ended).toBe(true);
      }),
      { numRuns: runs(800) },
    );
  });
});

describe('a run of any kind whose steps are killed', () => {
  const entryOf = (id: number): string => {
    const at = '2026-11-21T02:00:00.000Z';
    const asset = { resource_type: 'image', type: 'upload', public_id: String(id) };
    return `${JSON.stringify({ v: 1, id: `event-${id}`, at, recorded_at: at, cloud: 'demo', kind: 'deleted', ...asset })}\n`;
  };

  /** Counts the events of a journal of several objects, with steps that are killed. */
  const census = async (objects: number, pageSize: number, killed: readonly Kill[]) => {
    const doubles = runDoubles();
    const { store } = doubles;
    store.pageSize = pageSize;
    for (let id = 0; id < objects; id += 1) {
      const key = journalKey('demo', new Date('2026-11-21T02:00:00Z'), `01${String(id).padStart(4, '0')}`);
      store.place(key, Buffer.from(entryOf(id)));
    }
    let calls = 0;
    const run = await driveRun(CENSUS, {
      execution: { arn: 'arn:a', startedAt: '2026-11-21T02:30:00.000Z' },
      input: { cloud: 'demo', reason: 'operator' },
      on: (step) => {
        const mortal = new Mortal(killed[step - 1]);
        const get = (target: MemoryObjectStore, name: string | symbol): unknown => {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          return (...input: unknown[]) => {
            calls += 1;
            return mortal.call(async () => value.apply(target, input));
          };
        };
        return doubles.dependencies({ store: new Proxy(store, { get }) });
      },
      wait: async () => {},
      failed: (error) => {
        if (!(error instanceof Killed)) throw error;
      },
    });
    const report = [...store.bodies('pipeline/reports/')].find(([key]) => key.endsWith('/report.json'));
    return { ...run, calls, written: JSON.parse(String(report?.[1])) };
  };

  it('has the same result as if undisturbed', async () => {
    const { outcome, calls } = await census(23, 3, []);
    expect(outcome).toEqual({ ended: 'finished', report: { events: 23 } });
    for (let at = 0; at < calls; at += 1) {
      for (const takesEffect of [false, true]) {
        expect((await census(23, 3, [{ at, takesEffect }])).written).toEqual({ events: 23 });
      }
    }
    await fc.assert(
      fc.asyncProperty(
        fc.nat(30),
        fc.integer({ min: 1, max: 6 }),
        fc.array(kills),
        async (objects, pageSize, killed) => {
          const run = await census(objects, pageSize, killed);
          expect(run.outcome).toEqual({ ended: 'finished', report: { events: objects } });
          expect(run.written).toEqual({ events: objects });
        },
      ),
    );
  });
});

const smallShapes: fc.Arbitrary<Shape> = fc.record({
  items: fc.integer({ min: 1, max: 24 }),
  pageSize: fc.integer({ min: 1, max: 4 }),
  shards: fc.constantFrom(1, 2, 4),
  pagesPerStep: fc.integer({ min: 1, max: 4 }),
});
/** How many turns of the event loop each call takes. */
const paces = fc.infiniteStream(fc.nat(6));

function paceOf(turns: Iterator<number>) {
  return async () => {
    for (let left = turns.next().value as number; left > 0; left -= 1) await tick(); // the stream has no end
  };
}

/**
 * Attempts that begin together, each at its own pace; returns how far each comes, and the lines that are there then.
 */
async function together(test: SpoolTest, streams: readonly Iterator<number>[]) {
  const done = await Promise.all(
    streams.map((turns, index) => attempt(test, START, { retry: index > 0, pace: paceOf(turns) })),
  );
  return Promise.all(
    done.map(async ({ spooled }) => {
      if (spooled === undefined) throw new Error('It was killed.');
      return { spooled, lines: await spooledLines(test, spooled.state) };
    }),
  );
}

describe('an attempt that continues while its successors are at work', { timeout: 120_000 }, () => {
  it('does no harm: each finishes, with the lines that one alone would have written', async () => {
    await fc.assert(
      fc.asyncProperty(smallShapes, fc.array(paces, { minLength: 2, maxLength: 3 }), async (shape, streams) => {
        const test = spoolTest(shape, 10);
        for (const { spooled, lines } of await together(test, streams)) {
          expect(spooled).toMatchObject({ state: { ended: true, counts: { items: shape.items } } });
          expect(lines).toEqual(linesOf(test));
        }
      }),
      { numRuns: runs(200) },
    );
  });

  it('loses nothing even when the source changes under them at any moment', async () => {
    const changes = fc.array(fc.record({ afterReads: fc.nat(30), add: fc.nat(240), remove: fc.nat(23) }));
    await fc.assert(
      fc.asyncProperty(
        smallShapes,
        fc.array(paces, { minLength: 2, maxLength: 3 }),
        changes,
        async (shape, streams, all) => {
          const test = spoolTest(shape, 10);
          const { source } = test;
          const kept = new Set(source.items);
          source.before = () => {
            for (const { add, remove } of all.filter(({ afterReads }) => afterReads === source.reads.length)) {
              const removed = source.items[remove] ?? -1;
              kept.delete(removed);
              source.items = [...new Set([...source.items.filter((item) => item !== removed), add])].sort(
                (a, b) => a - b,
              );
            }
            return undefined;
          };
          for (const { lines } of await together(test, streams)) {
            expect(lines).toEqual(linesOf(test, [...kept]).map((texts) => expect.arrayContaining([...texts])));
          }
        },
      ),
      { numRuns: runs(300) },
    );
  });
});
