import type { ShardFileKind } from '../../domain/bucket/bucket-layout.ts';
import { shardFileOf } from '../runs/run-file.ts';
import { resumeSpool, type Spool, spoolPages } from '../runs/spool.ts';
import type { SpoolSource } from '../runs/spool-source.ts';
import type { SpoolState } from '../runs/spool-state.ts';
import type { VerifyRun } from './verify-run.ts';

/** What is to be spooled. */
export interface RunSpool {
  readonly kind: ShardFileKind;
  readonly source: SpoolSource;
  readonly pagesPerStep: number;
  /** The one shard that all lines belong to; `undefined` where they tell themselves. */
  readonly shard?: number;
}

/**
 * Reads a source into the files of a run until its end, or until it gets late.
 *
 * @throws what the source failed with: what was read by then is found again by the next attempt at this step
 */
export async function runSpool(
  { folder, dependencies, started, retried }: VerifyRun,
  { kind, source, pagesPerStep, shard: only }: RunSpool,
  from: SpoolState,
): Promise<SpoolState> {
  const { isLate } = dependencies;
  const spool: Spool = {
    source,
    pagesPerStep,
    isLate,
    store: folder.store,
    signal: folder.signal,
    shards: only === undefined ? started.shards : 1,
    file: (shard, step) => shardFileOf(folder, kind, only ?? shard, step),
    progress: (counts) => ({ tally: JSON.stringify(counts) }),
  };
  const state = retried ? await resumeSpool(spool, from) : from;
  const { state: reached, failure } = await spoolPages(spool, state, retried);
  if (failure !== undefined) throw failure;
  return reached;
}
