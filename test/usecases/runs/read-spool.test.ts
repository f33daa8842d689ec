import { describe, expect, it } from 'vitest';
import { gzipLines } from '../../../shared/usecases/runs/gzip-lines.ts';
import { readSpool } from '../../../shared/usecases/runs/read-spool.ts';
import { shardFileOf } from '../../../shared/usecases/runs/run-file.ts';
import { MemoryObjectStore } from '../../doubles/memory-object-store.ts';
import { runFolder } from './spool-attempt.ts';

/** A spool of so many steps, of which each has its number as its line. */
async function spooled(steps: number) {
  const run = runFolder(new MemoryObjectStore());
  for (let step = 0; step < steps; step += 1) {
    const { key, write } = shardFileOf(run, '_found', 1, step);
    await write(key, await gzipLines(step === 2 ? [] : [String(step)]), {});
  }
  return { run, store: run.store as MemoryObjectStore };
}

describe('readSpool', () => {
  it('gives the files in order, the empty ones too, and none beyond the last step', async () => {
    const { run } = await spooled(9);
    const files: (readonly string[])[] = [];
    for await (const lines of readSpool(run, '_found', 1, 7)) files.push(lines);
    expect(files).toEqual([['0'], ['1'], [], ['3'], ['4'], ['5'], ['6']]);
    for await (const _ of readSpool(run, '_found', 1, 0)) throw new Error('There is none.');
  });

  it('keeps the order however long each file takes, and fetches no more than four at once', async () => {
    const { run, store } = await spooled(12);
    let open = 0;
    let most = 0;
    const slow = Object.assign(Object.create(store), {
      read: async (...input: Parameters<MemoryObjectStore['read']>) => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setTimeout(resolve, input[0].includes('0-00') ? 1 : (7 * open) % 5));
        open -= 1;
        return store.read(...input);
      },
    }) as MemoryObjectStore; // all other methods are the store's own
    const numbers: string[] = [];
    for await (const lines of readSpool({ ...run, store: slow }, '_found', 1, 12)) numbers.push(...lines);
    expect(numbers).toEqual(['0', '1', '3', '4', '5', '6', '7', '8', '9', '10', '11']);
    expect(most).toBe(4);
  });

  it('does not pass over a file that is missing, though it gives those before it', async () => {
    const { run } = await spooled(3);
    const files: (readonly string[])[] = [];
    const read = async () => {
      for await (const lines of readSpool(run, '_found', 1, 5)) files.push(lines);
    };
    await expect(read()).rejects.toMatchObject({
      code: 'storage-failed',
      message: expect.stringContaining('_found-01-00003'),
    });
    expect(files).toEqual([['0'], ['1'], []]);
  });

  it('leaves no failure behind that nobody hears, where its reader stops early', async () => {
    const { run } = await spooled(1);
    for await (const lines of readSpool(run, '_found', 1, 4)) {
      expect(lines).toEqual(['0']);
      break;
    }
    await new Promise(setImmediate);
  });
});
