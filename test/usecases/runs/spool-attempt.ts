import { inventoryFolder } from '#shared/domain/bucket/bucket-layout.ts';
import { shardOf } from '#shared/domain/runs/shards.ts';
import { readSpool } from '#shared/usecases/runs/read-spool.ts';
import { type RunFolder, shardFileOf } from '#shared/usecases/runs/run-file.ts';
import { resumeSpool, type Spool, type Spooled, spoolPages } from '#shared/usecases/runs/spool.ts';
import {
  type SpoolLine,
  type SpoolPage,
  type SpoolSource,
  type SpoolState,
  startOfSpool,
} from '#shared/usecases/runs/spool-source.ts';
import { MemoryObjectStore } from '#test/doubles/memory-object-store.ts';

/** Items in the order of their numbers, page by page. A position is the number of the last item read. */
export class NumberedSource implements SpoolSource {
  items: readonly number[];
  readonly shards: number;
  readonly pageSize: number;
  /** The positions that were read, in order. */
  readonly reads: string[] = [];
  /** Asked before each read: what it returns is thrown. */
  before: (position: string) => Error | undefined = () => undefined;

  constructor(items: readonly number[], shards: number, pageSize: number) {
    this.items = items;
    this.shards = shards;
    this.pageSize = pageSize;
  }

  /** Every third item gives two lines, every seventh none. */
  linesOf(item: number): readonly SpoolLine[] {
    const shard = shardOf(String(item), this.shards);
    if (item % 7 === 0) return [];
    return (item % 3 === 0 ? ['a', 'b'] : ['a']).map((name) => ({ shard, text: `${item}${name}` }));
  }

  /** The lines that all items give for a shard. */
  linesIn(shard: number, items = this.items): readonly string[] {
    return items.flatMap((item) => this.linesOf(item).flatMap((line) => (line.shard === shard ? [line.text] : [])));
  }

  async read(position: string): Promise<SpoolPage> {
    const failure = this.before(position);
    if (failure !== undefined) throw failure;
    this.reads.push(position);
    const after = this.items.filter((item) => position === 'start' || item > Number(position));
    const page = after.slice(0, this.pageSize);
    return {
      lines: page.flatMap((item) => this.linesOf(item)),
      next: String(page.at(-1) ?? position),
      last: after.length <= this.pageSize,
      counts: { items: page.length, sum: page.reduce((sum, item) => sum + item, 0) },
    };
  }
}

/** The function's process is dead: its calls have no effect from now on. */
export class Killed extends Error {}

/** Where an attempt is killed: at which of its calls to store and source, and whether that call still takes effect. */
export interface Kill {
  readonly at: number;
  readonly takesEffect: boolean;
}

/** Calls of one process, which ends at one of them. */
export class Mortal {
  readonly #kill: Kill | undefined;
  readonly #pace: () => Promise<void>;
  /** The number of calls so far. */
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
export interface SpoolTest<Source extends SpoolSource = SpoolSource> {
  readonly store: MemoryObjectStore;
  readonly source: Source;
  readonly shards: number;
  readonly pagesPerStep: number;
}

/** The size of a spool: how much it reads, and into how many files. */
export interface Shape {
  readonly items: number;
  readonly pageSize: number;
  readonly shards: number;
  readonly pagesPerStep: number;
}

/** A spool of that shape that has read nothing. Its items are numbers with a given distance. */
export function spoolTest({ items, pageSize, shards, pagesPerStep }: Shape, apart = 1): SpoolTest<NumberedSource> {
  const numbers = Array.from({ length: items }, (_, index) => apart * (index + 1));
  return {
    store: new MemoryObjectStore(),
    source: new NumberedSource(numbers, shards, pageSize),
    shards,
    pagesPerStep,
  };
}

/** The lines that items give, by default all of them, by shard. */
export function linesOf({ source, shards }: SpoolTest<NumberedSource>, items = source.items) {
  return Array.from({ length: shards }, (_, shard) => source.linesIn(shard, items));
}

/** The position at which a spool begins that has read nothing. */
export const START = startOfSpool('start');

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
  /** Awaited before and after each call to store and source. */
  readonly pace?: () => Promise<void>;
  readonly overrides?: Partial<Spool>;
}

/** One attempt as a function makes it, the first or a later one; returns how many calls it made, and its result. */
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

/** The spooled lines of all steps, by shard. */
export async function spooledLines(
  { store, shards }: SpoolTest,
  state: SpoolState,
): Promise<readonly (readonly string[])[]> {
  return Promise.all(
    Array.from({ length: shards }, async (_, shard) => {
      const lines: string[] = [];
      const spools = { _listed: state };
      for await (const file of readSpool(runFolder(store), '_listed', { shard, spools })) lines.push(...file);
      return lines;
    }),
  );
}
