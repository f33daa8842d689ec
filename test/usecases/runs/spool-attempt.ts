import { inventoryFolder } from '../../../shared/domain/bucket/bucket-layout.ts';
import { readSpool } from '../../../shared/usecases/runs/read-spool.ts';
import { type RunFolder, shardFileOf } from '../../../shared/usecases/runs/run-file.ts';
import { resumeSpool, type Spool, type Spooled, spoolPages } from '../../../shared/usecases/runs/spool.ts';
import type { SpoolSource } from '../../../shared/usecases/runs/spool-source.ts';
import type { SpoolState } from '../../../shared/usecases/runs/spool-state.ts';
import type { MemoryObjectStore } from '../../doubles/memory-object-store.ts';

/** The function's process is gone: nothing that it calls has any effect from now on. */
export class Killed extends Error {}

/** Where an attempt is killed: at which of its calls of store and source, and whether that one still takes effect. */
export interface Kill {
  readonly at: number;
  readonly takesEffect: boolean;
}

/** Calls of one process, which ends at one of them. */
export class Mortal {
  readonly #kill: Kill | undefined;
  readonly #pace: () => Promise<void>;
  /** So many calls there were. */
  calls = 0;

  constructor(kill?: Kill, pace: () => Promise<void> = async () => {}) {
    this.#kill = kill;
    this.#pace = pace;
  }

  async call<T>(work: () => Promise<T>): Promise<T> {
    const call = this.calls++;
    const at = this.#kill?.at ?? Number.POSITIVE_INFINITY;
    if (call > at || (call === at && !this.#kill?.takesEffect)) throw new Killed();
    await this.#pace();
    const result = await work();
    await this.#pace();
    if (call === at || this.calls > at + 1) throw new Killed();
    return result;
  }
}

/** What the attempts at one spool share. */
export interface SpoolTest {
  readonly store: MemoryObjectStore;
  readonly source: SpoolSource;
  readonly shards: number;
  readonly pagesPerStep: number;
}

export function runFolder(store: MemoryObjectStore, signal = new AbortController().signal): RunFolder {
  return {
    folder: inventoryFolder('demo'),
    startedAt: '2026-11-21T02:30:00.000Z',
    store,
    signal,
    writtenBy: { 'request-id': 'request-1' },
  };
}

export function spoolOf(test: SpoolTest, overrides: Partial<Spool> = {}, mortal = new Mortal()): Spool {
  const run = runFolder(test.store, overrides.signal);
  const { shards, pagesPerStep, store } = test;
  return {
    shards,
    pagesPerStep,
    signal: run.signal,
    source: { read: (position) => mortal.call(() => test.source.read(position)) },
    store: Object.assign(Object.create(store), {
      head: (key: string) => mortal.call(() => store.head(key)),
    }) as MemoryObjectStore, // all other methods are the store's own
    file: (shard, step) => {
      const { key, write } = shardFileOf(run, '_listed', shard, step);
      return { key, write: (...input) => mortal.call(() => write(...input)) };
    },
    isLate: () => false,
    progress: (counts) => ({ tally: JSON.stringify(counts) }),
    ...overrides,
  };
}

/** How an attempt is made. */
export interface Attempt {
  readonly retry: boolean;
  readonly kill?: Kill | undefined;
  /** Awaited before and after each call of store and source. */
  readonly pace?: () => Promise<void>;
  readonly overrides?: Partial<Spool>;
}

/** One attempt as a function makes it, the first or a later one. How many calls it made, and what it came to. */
export async function attempt(
  test: SpoolTest,
  from: SpoolState,
  { kill, retry, pace, overrides }: Attempt,
): Promise<{ readonly calls: number; readonly spooled: Spooled | undefined }> {
  const mortal = new Mortal(kill, pace);
  const spool = spoolOf(test, overrides, mortal);
  try {
    const state = retry ? await resumeSpool(spool, from) : from;
    return { spooled: await spoolPages(spool, state, retry), calls: mortal.calls };
  } catch (error) {
    if (error instanceof Killed) return { spooled: undefined, calls: mortal.calls };
    throw error;
  }
}

/** What was spooled, by shard: the lines of all steps. */
export async function spooledLines(
  { store, shards }: SpoolTest,
  { step }: SpoolState,
): Promise<readonly (readonly string[])[]> {
  return Promise.all(
    Array.from({ length: shards }, async (_, shard) => {
      const lines: string[] = [];
      for await (const file of readSpool(runFolder(store), '_listed', shard, step)) lines.push(...file);
      return lines;
    }),
  );
}
