import { setImmediate as tick } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startOfSpool } from '../../../shared/usecases/runs/spool-state.ts';
import { MemoryObjectStore } from '../../doubles/memory-object-store.ts';
import { runs } from '../../scale.ts';
import { NumberedSource } from './numbered-source.ts';
import { attempt, type SpoolTest, spooledLines } from './spool-attempt.ts';

const START = startOfSpool('start');
interface Shape {
  readonly items: number;
  readonly pageSize: number;
  readonly shards: number;
  readonly pagesPerStep: number;
}
const shapes: fc.Arbitrary<Shape> = fc.record({
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

function testOf({ items, pageSize, shards, pagesPerStep }: Shape) {
  const numbers = Array.from({ length: items }, (_, index) => 10 * index + 10);
  return {
    store: new MemoryObjectStore(),
    shards,
    pagesPerStep,
    source: new NumberedSource(numbers, shards, pageSize),
  } satisfies SpoolTest;
}

describe('an attempt that goes on while its successors are at work', { timeout: 120_000 }, () => {
  it('does no harm: each comes to its end, with the lines that one alone would have written', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.array(paces, { minLength: 2, maxLength: 3 }), async (shape, streams) => {
        const test = testOf(shape);
        const done = await Promise.all(
          streams.map((turns, index) => attempt(test, START, { retry: index > 0, pace: paceOf(turns) })),
        );
        for (const { spooled } of done) {
          if (spooled === undefined) throw new Error('It was killed.');
          expect(spooled).toMatchObject({ state: { ended: true, counts: { items: shape.items } } });
          const lines = await spooledLines(test, spooled.state);
          lines.forEach((texts, shard) => {
            expect(texts).toEqual(test.source.linesIn(shard));
          });
        }
      }),
      { numRuns: runs(200) },
    );
  });

  it('loses nothing even when the source changes under them at any moment', async () => {
    const changes = fc.array(fc.record({ afterReads: fc.nat(30), add: fc.nat(240), remove: fc.nat(23) }));
    await fc.assert(
      fc.asyncProperty(shapes, fc.array(paces, { minLength: 2, maxLength: 3 }), changes, async (shape, turns, all) => {
        const test = testOf(shape);
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
        const done = await Promise.all(
          turns.map((stream, index) => attempt(test, START, { retry: index > 0, pace: paceOf(stream) })),
        );
        for (const { spooled } of done) {
          if (spooled === undefined) throw new Error('It was killed.');
          const lines = await spooledLines(test, spooled.state);
          lines.forEach((texts, shard) => {
            expect(texts).toEqual(expect.arrayContaining([...source.linesIn(shard, [...kept])]));
          });
        }
      }),
      { numRuns: runs(300) },
    );
  });
});
