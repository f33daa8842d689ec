import { describe, expect, it } from 'vitest';
import { PipelineError } from '#shared/domain/errors.ts';
import { shardFileOf } from '#shared/usecases/runs/run-file.ts';
import { resumeSpool, spoolPages } from '#shared/usecases/runs/spool.ts';
import { MemoryObjectStore } from '#test/doubles/memory-object-store.ts';
import { linesOf, runFolder, type SpoolTest, START, spooledLines, spoolOf, spoolTest } from './spool-attempt.ts';

function testOf(items: number, { pageSize = 2, shards = 2, pagesPerStep = 3 } = {}) {
  return spoolTest({ items, pageSize, shards, pagesPerStep });
}
type Test = ReturnType<typeof testOf>;

/** The metadata of the file that a step wrote first. */
function claimOf(test: SpoolTest, step: number) {
  return test.store.objects.get(shardFileOf(runFolder(test.store), '_listed', 0, step).key)?.options.metadata ?? {};
}

const unavailable = new PipelineError('cloudinary-failed', 'Cloudinary failed (HTTP 503).');
const outOfTime = new PipelineError('out-of-time', 'The time is nearly up.');
const mistake = new TypeError('undefined is not a function');

/** Aborts when a position is read, whose reading may then fail too. */
function abortedAt({ source }: Test, at: string, thrown: Error | undefined): AbortSignal {
  const controller = new AbortController();
  source.before = (position) => {
    if (position !== at) return undefined;
    controller.abort(outOfTime);
    return thrown;
  };
  return controller.signal;
}

/** An attempt that breaks off before its next file, once there are a given number. */
async function breakOff(test: SpoolTest, files: number) {
  const crash = new Error('crash');
  test.store.before = ({ name }) => (name === 'put' && test.store.objects.size >= files ? crash : undefined);
  await expect(spoolPages(spoolOf(test), START, false)).rejects.toBe(crash);
  test.store.before = () => undefined;
}

describe('spoolPages', () => {
  it('writes a file for each step and shard, the empty ones too', async () => {
    const test = testOf(14, { shards: 8 });
    const { state, failure } = await spoolPages(spoolOf(test), START, false);
    expect(failure).toBeUndefined();
    expect(state).toEqual({ step: 3, position: '14', ended: true, counts: { items: 14, sum: 105 } });
    expect(test.store.objects.size).toBe(3 * 8);
    expect(await spooledLines(test, state)).toEqual(linesOf(test));
  });

  it('does nothing once it has ended', async () => {
    const test = testOf(4);
    const ended = { ...START, ended: true };
    expect(await spoolPages(spoolOf(test), ended, true)).toEqual({ state: ended });
    expect(test.store.calls).toEqual([]);
  });

  it('reads one page ahead while it writes, and no more', async () => {
    const test = testOf(40, { pagesPerStep: 2 });
    const reads: number[] = [];
    test.store.before = () => void reads.push(test.source.reads.length) as undefined;
    await spoolPages(spoolOf(test), START, false);
    expect(reads.filter((_, index) => index % 2 === 0)).toEqual([3, 5, 7, 9, 11, 13, 15, 17, 19, 20]);
  });

  it('ends after the current page when it is late, and reads none ahead then', async () => {
    const test = testOf(40, { pagesPerStep: 5 });
    const isLate = () => test.source.reads.length >= 3;
    const { state } = await spoolPages(spoolOf(test, { isLate }), START, false);
    expect(test.source.reads).toEqual(['start', '2', '4']);
    // The third was already requested when it became late; it is left to the next invocation.
    expect(state).toMatchObject({ step: 1, position: '4', ended: false, counts: { items: 4 } });
    const late = await spoolPages(spoolOf(test, { isLate: () => true }), state, false);
    expect(late.state).toMatchObject({ step: 2, position: '6', counts: { items: 6 } });
  });

  it('keeps what it has read when the source fails, says why, and continues from there', async () => {
    const test = testOf(20, { pagesPerStep: 5 });
    test.source.before = (position) => (position === '6' ? unavailable : undefined);
    const { state, failure } = await spoolPages(spoolOf(test), START, false);
    expect(failure).toBe(unavailable);
    expect(state).toEqual({ step: 1, position: '6', ended: false, counts: { items: 6, sum: 21 } });
    expect(await spoolPages(spoolOf(test), state, false)).toEqual({ state, failure: unavailable });
    test.source.before = () => undefined;
    const end = await spoolPages(spoolOf(test), state, false);
    expect(end).toMatchObject({ state: { ended: true, counts: { items: 20, sum: 210 } } });
    expect(await spooledLines(test, end.state)).toEqual(linesOf(test));
  });

  it('throws errors that are no failures of the source', async () => {
    const test = testOf(20);
    test.source.before = (position) => (position === '4' ? mistake : undefined);
    await expect(spoolPages(spoolOf(test), START, false)).rejects.toBe(mistake);
  });

  it('throws the reason of an abort, whatever the source throws', async () => {
    for (const thrown of [unavailable, new Error('This operation was aborted'), undefined]) {
      const test = testOf(20);
      const signal = abortedAt(test, '4', thrown);
      await expect(spoolPages(spoolOf(test, { signal }), START, false)).rejects.toBe(outOfTime);
      expect(test.store.objects.size).toBe(0);
    }
  });

  it('shows watchers how far it is, in every step', async () => {
    const test = testOf(8, { pagesPerStep: 2 });
    await spoolPages(spoolOf(test, { progress: ({ items = 0 }) => ({ tally: `${items} items` }) }), START, false);
    expect([claimOf(test, 0), claimOf(test, 1)]).toMatchObject([{ tally: '4 items' }, { tally: '8 items' }]);
  });

  it('takes a careful step of one page first, without reading ahead', async () => {
    const test = testOf(20);
    const reads: number[] = [];
    test.store.before = ({ name }) => void (name === 'put' && reads.push(test.source.reads.length)) as undefined;
    await spoolPages(spoolOf(test), START, true);
    expect(reads[0]).toBe(1);
    expect(claimOf(test, 0)).toMatchObject({ pages: '1' });
    expect(claimOf(test, 1)).toMatchObject({ pages: '3' });
  });
});

describe('a step that was begun and not completed', () => {
  /** A spool whose attempt broke off after the first file of the second step. */
  const broken = async () => {
    const test = testOf(20);
    await breakOff(test, 3);
    test.source.reads.length = 0;
    return test;
  };

  it('is completed with exactly the pages that it covers, even by an invocation that knows nothing about it', async () => {
    for (const careful of [true, false]) {
      const test = await broken();
      const { state } = await spoolPages(spoolOf(test), await resumeSpool(spoolOf(test), START), careful);
      expect(state).toMatchObject({ ended: true, counts: { items: 20, sum: 210 } });
      expect(await spooledLines(test, state)).toEqual(linesOf(test));
      expect(test.source.reads).toEqual(['6', '8', '10', '12', '14', '16', '18']);
    }
  });

  it('is left as it is while the source fails, and the pages that could be read become a step of their own', async () => {
    const test = await broken();
    test.source.before = () => unavailable;
    const resumed = await resumeSpool(spoolOf(test), START);
    expect(await spoolPages(spoolOf(test), resumed, true)).toEqual({ state: resumed, failure: unavailable });
    test.source.before = (position) => (position === '10' ? unavailable : undefined);
    const { state, failure } = await spoolPages(spoolOf(test), resumed, true);
    expect([state, failure]).toMatchObject([{ position: '10', counts: { items: 10, sum: 55 } }, unavailable]);
    test.source.before = () => undefined;
    const end = await spoolPages(spoolOf(test), state, false);
    expect(end.state).toMatchObject({ ended: true, counts: { items: 20, sum: 210 } });
    const lines = await spooledLines(test, end.state);
    expect(lines.map((texts) => [...new Set(texts)])).toEqual(linesOf(test));
  });

  it('ends the attempt if the source has a bug, or time is up, while the step is completed', async () => {
    const test = await broken();
    const resumed = await resumeSpool(spoolOf(test), START);
    test.source.before = (position) => (position === '8' ? mistake : undefined);
    await expect(spoolPages(spoolOf(test), resumed, true)).rejects.toBe(mistake);
    const signal = abortedAt(test, '8', unavailable);
    await expect(spoolPages(spoolOf(test, { signal }), resumed, true)).rejects.toBe(outOfTime);
  });

  it('is completed to its end, even if more pages may follow at the position where its last page began', async () => {
    const page = (shard: number, text: string, last: boolean) => ({
      lines: [{ shard, text }],
      next: 'end',
      last,
      counts: {},
    });
    const source = {
      read: async (position: string) => (position === 'start' ? page(0, 'a', false) : page(1, 'b', true)),
    };
    const test = { store: new MemoryObjectStore(), source, shards: 2, pagesPerStep: 2 };
    await breakOff(test, 1);
    const { state } = await spoolPages(spoolOf(test), await resumeSpool(spoolOf(test), START), true);
    expect(await spooledLines(test, state)).toEqual([['a'], ['b']]);
  });

  it('cannot vanish', async () => {
    const test = await broken();
    const resumed = await resumeSpool(spoolOf(test), START);
    const store = Object.assign(Object.create(test.store), { head: async () => undefined }) as MemoryObjectStore;
    await expect(spoolPages(spoolOf(test, { store }), resumed, true)).rejects.toMatchObject({ code: 'storage-failed' });
  });
});
