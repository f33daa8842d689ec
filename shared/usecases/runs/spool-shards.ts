import type { ShardFileKind } from '#shared/domain/bucket/bucket-layout.ts';
import { awaitRoom, waitForQueues } from './drain.ts';
import type { PhaseResult, Run, RunState } from './run.ts';
import { shardFileOf } from './run-file.ts';
import { resumeSpool, type Spool, spoolPages } from './spool.ts';
import { type SpoolSource, type SpoolState, startOfSpool } from './spool-source.ts';

/** What to spool. */
export interface ShardSpool {
  readonly kind: ShardFileKind;
  readonly source: SpoolSource;
  /** The position at which the source begins. */
  readonly start: string;
  readonly pagesPerStep: number;
  /** The shard that all lines belong to; absent if each line names its own. */
  readonly shard?: number;
  /** Whether reading sends jobs, and must wait while the queues are full. */
  readonly needsRoom?: boolean;
}

/** The figures of a run's present state that are written beside each step, for watchers. */
export type SpoolProgress<State> = (reached: State) => Readonly<Record<string, string>>;

/**
 * Reads a source into the shard files of a run until its end, then returns `next-phase`, or until time runs out.
 *
 * @param progress by default the counts of this spool as `tally`
 */
export async function spoolShards<State extends RunState>(
  { folder, on, started, retried }: Pick<Run, 'folder' | 'on' | 'started' | 'retried'>,
  state: State,
  { kind, source, start, pagesPerStep, shard: only, needsRoom = false }: ShardSpool,
  progress: SpoolProgress<State> = ({ spools }) => ({ tally: JSON.stringify(spools[kind]?.counts) }),
): Promise<Exclude<PhaseResult<State>, { next: 'done' }>> {
  const before = state.spools[kind] ?? startOfSpool(start);
  const at = (reached: SpoolState): State => ({
    ...state,
    spools: { ...state.spools, [kind]: reached },
    failures: reached.step > before.step ? 0 : state.failures,
  });
  const spool: Spool = {
    source,
    pagesPerStep,
    store: folder.store,
    signal: folder.signal,
    isLate: on.isLate,
    shards: only === undefined ? started.shards : 1,
    file: (shard, step) => shardFileOf(folder, kind, only ?? shard, step),
    progress: (counts) => progress(at({ ...before, counts })),
  };
  const from = retried ? await resumeSpool(spool, before) : before;
  const room = needsRoom ? await awaitRoom(on, state.backlog) : undefined;
  if (room?.drained === false) return waitForQueues(at(from), room);
  const { state: reached, failure } = await spoolPages(spool, from, retried);
  const spooled = { ...at(reached), backlog: undefined };
  if (failure !== undefined) return { next: 'retry', failure, state: spooled };
  return { next: reached.ended ? 'next-phase' : 'continue', state: spooled };
}
