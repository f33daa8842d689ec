import type { ShardFileKind } from '../../domain/bucket/bucket-layout.ts';
import { awaitRoom, waitForQueues } from './drain.ts';
import type { PhaseResult, Run, RunState } from './run.ts';
import { shardFileOf } from './run-file.ts';
import { resumeSpool, type Spool, spoolPages } from './spool.ts';
import type { SpoolSource } from './spool-source.ts';
import { type SpoolState, startOfSpool } from './spool-state.ts';

/** What to spool. */
export interface ShardSpool {
  readonly kind: ShardFileKind;
  readonly source: SpoolSource;
  /** The position at which the source begins. */
  readonly start: string;
  readonly pagesPerStep: number;
  /** The one shard that all lines belong to; absent where each line names its own. */
  readonly shard?: number;
  /** Whether reading sends jobs, and must wait while the queues are full. */
  readonly needsRoom?: boolean;
  /** What is written beside each step for those who watch; by default the counts of this spool as `tally`. */
  progress?(counts: SpoolState['counts']): Readonly<Record<string, string>>;
}

/** Reads a source into the shard files of a run until its end, then returns `next-phase`, or until it gets late. */
export async function spoolShards<State extends RunState>(
  { folder, on, started, retried }: Pick<Run, 'folder' | 'on' | 'started' | 'retried'>,
  state: State,
  { kind, source, start, pagesPerStep, shard: only, needsRoom = false, progress }: ShardSpool,
): Promise<Exclude<PhaseResult<State>, { next: 'done' }>> {
  const spool: Spool = {
    source,
    pagesPerStep,
    store: folder.store,
    signal: folder.signal,
    isLate: on.isLate,
    shards: only === undefined ? started.shards : 1,
    file: (shard, step) => shardFileOf(folder, kind, only ?? shard, step),
    progress: progress ?? ((counts) => ({ tally: JSON.stringify(counts) })),
  };
  const before = state.spools[kind] ?? startOfSpool(start);
  const from = retried ? await resumeSpool(spool, before) : before;
  const at = (reached: SpoolState): State => ({
    ...state,
    spools: { ...state.spools, [kind]: reached },
    failures: reached.step > before.step ? 0 : state.failures,
  });
  const room = needsRoom ? await awaitRoom(on, state.backlog) : undefined;
  if (room?.drained === false) return waitForQueues(at(from), room);
  const { state: reached, failure } = await spoolPages(spool, from, retried);
  const spooled = { ...at(reached), backlog: undefined };
  if (failure !== undefined) return { next: 'retry', failure, state: spooled };
  return { next: reached.ended ? 'next-phase' : 'continue', state: spooled };
}
