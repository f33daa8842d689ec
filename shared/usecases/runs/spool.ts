import pMap from 'p-map';
import { PipelineError } from '../../domain/errors.ts';
import type { BucketReader } from '../bucket-reader.ts';
import type { ObjectStore } from '../object-store.ts';
import { gzipLines } from './gzip-lines.ts';
import type { RunFile } from './run-file.ts';

/** A line of what is spooled, and the shard that it belongs to. */
export interface SpoolLine {
  readonly shard: number;
  readonly text: string;
}

/** One page of a source. */
export interface SpoolPage {
  readonly lines: readonly SpoolLine[];
  /** Where the next page begins, as a text that the source understands; on the last page, where more may come later. */
  readonly next: string;
  /** Whether this was the last page. */
  readonly last: boolean;
  /** What the page adds to the counts that go with a spool. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Something that is read page by page. */
export interface SpoolSource {
  /** @param position the beginning, or `next` of the page before; at most 1,200 bytes */
  read(position: string): Promise<SpoolPage>;
}

/** How far a spool has come. */
export interface SpoolState {
  /** The number of the next step, from 0. */
  readonly step: number;
  readonly position: string;
  readonly ended: boolean;
  /** Sums over the pages of all steps. */
  readonly counts: Readonly<Record<string, number>>;
}

/** A source, and the files that its pages go to: one for each step and shard. */
export interface Spool {
  readonly source: SpoolSource;
  /** A power of two. */
  readonly shards: number;
  readonly pagesPerStep: number;
  file(shard: number, step: number): RunFile;
  readonly store: ObjectStore & BucketReader;
  readonly signal: AbortSignal;
  isLate(): boolean;
  /** Goes along with the first file of a step, for whoever watches; at most 600 bytes. */
  progress(counts: SpoolState['counts']): Readonly<Record<string, string>>;
}

/** What came of spooling for a while. */
export interface Spooled {
  readonly state: SpoolState;
  /** Why it stopped, where the source failed; what was read by then is kept. */
  readonly failure?: PipelineError;
}

const WRITES_AT_ONCE = 16;

export const startOfSpool = (position: string, counts: SpoolState['counts'] = {}): SpoolState => ({
  ...{ step: 0, position, ended: false },
  counts,
});

/** The claim of a step: which pages it covers. It is the metadata of the step's file for shard 0, which is written first. */
interface Claim {
  readonly from: string;
  readonly next: string;
  readonly pages: number;
  readonly last: boolean;
  readonly counts: SpoolState['counts'];
}

const sumOf = (counts: SpoolState['counts'], more: readonly SpoolState['counts'][]): SpoolState['counts'] => {
  const sum: Record<string, number> = { ...counts };
  for (const page of more) for (const [name, count] of Object.entries(page)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
};

const claimMetadata = (claim: Claim): Record<string, string> => ({
  from: encodeURIComponent(claim.from),
  next: encodeURIComponent(claim.next),
  pages: String(claim.pages),
  last: String(claim.last),
  counts: JSON.stringify(claim.counts),
});

const claimOf = (metadata: Readonly<Record<string, string>>): Claim => ({
  from: decodeURIComponent(metadata['from'] ?? ''),
  next: decodeURIComponent(metadata['next'] ?? ''),
  pages: Number(metadata['pages']),
  last: metadata['last'] === 'true',
  counts: JSON.parse(metadata['counts'] ?? '{}') as SpoolState['counts'], // our own
});

const stateAfter = (step: number, claim: Claim): SpoolState => ({
  step: step + 1,
  position: claim.next,
  ended: claim.last,
  counts: claim.counts,
});

/** Reads pages one ahead: the next one is on its way while this one is worked on. */
class Pages {
  readonly #source: SpoolSource;
  #ahead: { readonly position: string; readonly page: Promise<SpoolPage> } | undefined;

  constructor(source: SpoolSource) {
    this.#source = source;
  }

  async take(position: string, mayReadAhead: () => boolean): Promise<SpoolPage> {
    const ahead = this.#ahead?.position === position ? this.#ahead.page : undefined;
    this.#ahead = undefined;
    const page = await (ahead ?? this.#source.read(position));
    if (!page.last && mayReadAhead()) {
      const next = this.#source.read(page.next);
      // Whoever takes it hears of its failure; nobody may take it.
      next.catch(() => {});
      this.#ahead = { position: page.next, page: next };
    }
    return page;
  }
}

const put = async (spool: Spool, step: number, shard: number, pages: readonly SpoolPage[], metadata = {}) => {
  const { key, write } = spool.file(shard, step);
  const lines = pages.flatMap((page) => page.lines.filter((line) => line.shard === shard).map(({ text }) => text));
  return write(key, await gzipLines(lines), { ...metadata, rows: String(lines.length) });
};

/** Writes a step's other files. One that is there already was written for the same pages. */
const putOthers = async (spool: Spool, step: number, pages: readonly SpoolPage[]): Promise<void> => {
  const others = Array.from({ length: spool.shards - 1 }, (_, index) => index + 1);
  await pMap(others, (shard) => put(spool, step, shard, pages), { concurrency: WRITES_AT_ONCE });
};

/** Exactly the pages that a claim covers: those at hand, less or more. */
const pagesOf = async (
  claim: Claim,
  atHand: readonly SpoolPage[],
  source: SpoolSource,
): Promise<readonly SpoolPage[]> => {
  const pages = atHand.slice(0, claim.pages);
  for (let position = pages.at(-1)?.next ?? claim.from; pages.length < claim.pages; ) {
    const page = await source.read(position);
    pages.push(page);
    if (page.last) break;
    position = page.next;
  }
  return pages;
};

/** Writes what was read as one step, and says where the next one begins. */
const commit = async (spool: Spool, state: SpoolState, pages: readonly SpoolPage[]): Promise<SpoolState> => {
  const { step, position: from } = state;
  const [last] = pages.slice(-1);
  const counts = sumOf(
    state.counts,
    pages.map((page) => page.counts),
  );
  const claim = { from, next: last?.next ?? from, pages: pages.length, last: last?.last ?? false, counts };
  const metadata = { ...spool.progress(counts), ...claimMetadata(claim) };
  if ((await put(spool, step, 0, pages, metadata)) === 'created') {
    await putOthers(spool, step, pages);
    return stateAfter(step, claim);
  }
  // Another attempt at this step has written it, and may not have come to its end.
  const written = await readClaim(spool, step);
  if (written === undefined) throw new PipelineError('storage-failed', `Step ${step} is taken, and cannot be read.`);
  await putOthers(spool, step, await pagesOf(written, pages, spool.source));
  return stateAfter(step, written);
};

const readClaim = async (spool: Spool, step: number): Promise<Claim | undefined> => {
  const object = await spool.store.head(spool.file(0, step).key);
  return object === undefined ? undefined : claimOf(object.metadata);
};

const isComplete = async (spool: Spool, step: number): Promise<boolean> => {
  const others = Array.from({ length: spool.shards - 1 }, (_, index) => index + 1);
  const found = await pMap(others, (shard) => spool.store.head(spool.file(shard, step).key), {
    concurrency: WRITES_AT_ONCE,
  });
  return !found.includes(undefined);
};

/**
 * Finds out how far a spool has come whose last attempt broke off at an unknown point, and mends its last step. What a
 * step has claimed is not read again.
 */
export const resumeSpool = async (spool: Spool, from: SpoolState): Promise<SpoolState> => {
  let state = from;
  let last: { readonly step: number; readonly claim: Claim } | undefined;
  for (;;) {
    const claim = await readClaim(spool, state.step);
    if (claim === undefined) break;
    last = { step: state.step, claim };
    state = stateAfter(state.step, claim);
  }
  if (last !== undefined && !(await isComplete(spool, last.step))) {
    await putOthers(spool, last.step, await pagesOf(last.claim, [], spool.source));
  }
  return state;
};

/**
 * Reads a source from where it is, and writes what it gives, step by step, until its end, a failure of the source, or
 * until it gets late. A step's first file claims its pages, so that no other attempt begins with them; its other files
 * follow. Lines keep their order within a shard.
 *
 * @param careful after an attempt that broke off: the first step is one page only, so that little is read again should it
 * break off once more
 * @throws the signal's reason, or the store's failures
 */
export const spoolPages = async (spool: Spool, from: SpoolState, careful: boolean): Promise<Spooled> => {
  const source = new Pages(spool.source);
  let state = from;
  for (let first = careful; !state.ended; first = false) {
    const pages: SpoolPage[] = [];
    let failure: PipelineError | undefined;
    const limit = first ? 1 : spool.pagesPerStep;
    let { position } = state;
    while (pages.length < limit) {
      try {
        const page = await source.take(position, () => !spool.isLate() && !(first && pages.length + 1 === limit));
        pages.push(page);
        if (page.last) break;
        position = page.next;
      } catch (error) {
        if (!(error instanceof PipelineError) || spool.signal.aborted) throw error;
        failure = error;
        break;
      }
      if (spool.isLate()) break;
    }
    if (pages.length > 0) state = await commit(spool, state, pages);
    if (failure !== undefined) return { state, failure };
    if (spool.isLate()) break;
  }
  return { state };
};
