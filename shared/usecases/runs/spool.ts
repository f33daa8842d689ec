import pMap from 'p-map';
import { PipelineError } from '#shared/domain/errors.ts';
import type { BucketReader } from '../bucket-reader.ts';
import type { ObjectStore } from '../object-store.ts';
import { gzipLines } from './gzip-lines.ts';
import type { RunFile } from './run-file.ts';
import { beginsAt, type Claim, claimFor, claimMetadata, claimOf, coveringPages, stateAfter } from './spool-claim.ts';
import type { SpoolPage, SpoolSource, SpoolState } from './spool-source.ts';

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
  /** Metadata of the first file of a step, for watchers; at most 600 bytes. */
  progress(counts: SpoolState['counts']): Readonly<Record<string, string>>;
}

/** The result of spooling for a while. */
export interface Spooled {
  readonly state: SpoolState;
  /** Why the source failed, if it did; what was read before is kept. */
  readonly failure?: PipelineError;
}

const WRITES_AT_ONCE = 16;

/** Reads one page ahead: the next one is requested while this one is processed. */
function readerAhead(source: SpoolSource) {
  let ahead: { readonly position: string; readonly page: Promise<SpoolPage> } | undefined;
  return async (position: string, mayReadAhead: () => boolean): Promise<SpoolPage> => {
    const begun = ahead?.position === position ? ahead.page : undefined;
    ahead = undefined;
    const page = await (begun ?? source.read(position));
    if (!page.last && mayReadAhead()) {
      ahead = { position: page.next, page: source.read(page.next) };
      // The caller that takes the page gets its failure; if none does, the failure must not go unhandled.
      ahead.page.catch(() => {});
    }
    return page;
  };
}

async function put(spool: Spool, step: number, shard: number, pages: readonly SpoolPage[], metadata = {}) {
  const lines = pages.flatMap((page) => page.lines.filter((line) => line.shard === shard).map(({ text }) => text));
  return spool.file(shard, step).write(await gzipLines(lines), { ...metadata, rows: String(lines.length) });
}

function ofOthers<T>(spool: Spool, work: (shard: number) => Promise<T>): Promise<T[]> {
  const others = Array.from({ length: spool.shards - 1 }, (_, index) => index + 1);
  return pMap(others, work, { concurrency: WRITES_AT_ONCE });
}

async function readClaim(spool: Spool, step: number): Promise<Claim | undefined> {
  const object = await spool.store.head(spool.file(0, step).key);
  return object === undefined ? undefined : claimOf(object.metadata);
}

/** Whether a file exists and holds the lines of its step's claim. */
async function isHeld(spool: Spool, step: number, shard: number): Promise<boolean> {
  const object = await spool.store.head(spool.file(shard, step).key);
  return object !== undefined && object.metadata['skipped'] === undefined;
}

async function isComplete(spool: Spool, step: number): Promise<boolean> {
  return !(await ofOthers(spool, (shard) => isHeld(spool, step, shard))).includes(false);
}

/** Writes a step's other files, and returns whether the step is complete then: an existing file may be unusable. */
async function putOthers(spool: Spool, step: number, pages: readonly SpoolPage[]): Promise<boolean> {
  const held = await ofOthers(
    spool,
    async (shard) => (await put(spool, step, shard, pages)) === 'created' || isHeld(spool, step, shard),
  );
  return !held.includes(false);
}

/**
 * Gives up a step that another attempt has begun. Missing files are written empty, so that readers find every file, and
 * marked, so that the other attempt does not rely on them if it is still at work.
 */
async function skip(spool: Spool, step: number): Promise<void> {
  await ofOthers(spool, async (shard) => {
    await spool.file(shard, step).write(await gzipLines([]), { skipped: 'true', rows: '0' });
  });
}

/** These pages, and the next ones, up to as many as another attempt has read; fewer if the source fails or ends. */
async function readOn(
  { source, signal }: Spool,
  pages: readonly SpoolPage[],
  count: number,
): Promise<readonly SpoolPage[]> {
  const read = [...pages];
  for (let last = read.at(-1); last !== undefined && !last.last && read.length < count; last = read.at(-1)) {
    try {
      read.push(await source.read(last.next));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof PipelineError) return read;
      throw error;
    }
  }
  return read;
}

/**
 * Writes what was read as one step, and returns where the next one begins. If another attempt has claimed the step, its
 * files are completed if the pages cover exactly the same. If they do not, because the source has changed since, the
 * step is given up and the pages become the next one. Then some lines are there twice, but none is missing.
 */
async function commit(spool: Spool, from: SpoolState, read: readonly SpoolPage[]): Promise<SpoolState> {
  let pages = read;
  for (let { step } = from; ; step += 1) {
    const claim = claimFor(from, pages);
    const metadata = claimMetadata(claim, spool.progress(claim.counts));
    if ((await put(spool, step, 0, pages, metadata)) === 'created') {
      if (await putOthers(spool, step, pages)) return stateAfter(step, claim);
    } else {
      const other = await readClaim(spool, step);
      if (other === undefined)
        throw new PipelineError(
          'storage-failed',
          `Step ${step} is claimed by another attempt, but its file is missing.`,
        );
      pages = await readOn(spool, pages, other.pages);
      const covering = coveringPages(other, pages);
      if (covering !== undefined && (await putOthers(spool, step, covering))) return stateAfter(step, other);
    }
    await skip(spool, step);
  }
}

/**
 * Finds out how far a spool has read whose last attempt broke off at an unknown point: up to the first incomplete step.
 * What complete steps cover is not read again.
 */
export async function resumeSpool(spool: Spool, from: SpoolState): Promise<SpoolState> {
  let state = from;
  let claim = await readClaim(spool, state.step);
  while (claim !== undefined && !state.ended) {
    const { step } = state;
    const next = await readClaim(spool, step + 1);
    // No attempt begins where a step ends unless the files so far hold everything up to there.
    const isFollowed = next !== undefined && !claim.last && beginsAt(next, claim.next);
    if (isFollowed || (await isComplete(spool, step))) state = stateAfter(step, claim);
    else if (next === undefined) return state;
    else {
      await skip(spool, step);
      state = { ...state, step: step + 1 };
    }
    claim = next;
  }
  return state;
}

/**
 * Reads a source from its position and writes its lines, step by step, until the source ends or fails, or time runs
 * out. A step's first file claims its pages, so that no other attempt begins with them; its other files follow. Lines
 * keep their order within a shard.
 *
 * @param careful after an attempt that broke off: the first step is one page only, or what that attempt had claimed, so
 * that little is read again if it breaks off once more
 * @throws the signal's reason, or the store's failures
 */
export async function spoolPages(spool: Spool, from: SpoolState, careful: boolean): Promise<Spooled> {
  const take = readerAhead(spool.source);
  let state = from;
  for (let first = careful; !state.ended; first = false) {
    const pages: SpoolPage[] = [];
    let failure: PipelineError | undefined;
    const limit = first ? 1 : spool.pagesPerStep;
    let { position } = state;
    while (pages.length < limit) {
      try {
        const page = await take(position, () => !spool.isLate() && !first);
        pages.push(page);
        if (page.last) break;
        position = page.next;
      } catch (error) {
        spool.signal.throwIfAborted();
        if (!(error instanceof PipelineError)) throw error;
        failure = error;
        break;
      }
      spool.signal.throwIfAborted();
      if (spool.isLate()) break;
    }
    if (pages.length > 0) state = await commit(spool, state, pages);
    if (failure !== undefined) return { state, failure };
    if (spool.isLate()) break;
  }
  return { state };
}
