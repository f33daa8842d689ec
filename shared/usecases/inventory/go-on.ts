import { journalKeyBefore } from '../../domain/bucket/bucket-layout.ts';
import { earlier } from '../../domain/text/instant.ts';
import { awaitRoom, drainQueues } from '../runs/drain.ts';
import { compareShard } from './compare-shard.ts';
import type { InventoryRun, Progress } from './inventory-run.ts';
import type { InventoryPhase, InventoryState } from './inventory-state.ts';
import { listLibrary, waitAfter } from './list-library.ts';
import { settleShard } from './settle-shard.ts';
import { takeInJournal } from './take-in-journal.ts';

/** By how much the journal is read again, in milliseconds. */
const OVERLAP_MS = 15 * 60_000;

/** Waits until what was queued is copied; then the journal is read on from a little before it was read last. */
async function drain(run: InventoryRun, state: InventoryState): Promise<Progress> {
  const drained = await drainQueues(run.on, state.lastSentAt, state.drain);
  if (!drained.drained) {
    return { state: { ...state, drain: drained.state }, wait: { until: drained.until, because: drained.because } };
  }
  if (drained.stuck) run.on.note('the queues are not drained; the run goes on without', { cloud: run.cloud });
  // Keys of the journal are in the order of writing, but for clocks that differ and writes that take their time.
  const overlap = journalKeyBefore(
    run.cloud,
    new Date(Date.parse(state.comparedFrom ?? run.folder.startedAt) - OVERLAP_MS).toISOString(),
  );
  const position = earlier(state.journal.position ?? overlap, overlap);
  return {
    state: { ...state, failures: 0, phase: 'journal-again', journal: { ...state.journal, position, ended: false } },
  };
}

async function compare(run: InventoryRun, state: InventoryState): Promise<Progress> {
  if (state.compare.shard >= state.shards) return { state: { ...state, phase: 'drain' } };
  const room = await awaitRoom(run.on, state.room);
  if (!room.drained) {
    return { state: { ...state, room: room.state }, wait: { until: room.until, because: room.because } };
  }
  const { room: _, ...roomy } = state;
  return compareShard(run, roomy);
}

async function settle(run: InventoryRun, state: InventoryState): Promise<Progress> {
  return state.settle.shard >= state.shards ? { state: { ...state, phase: 'finish' } } : settleShard(run, state);
}

const PHASES: Readonly<
  Record<Exclude<InventoryPhase, 'finish'>, (run: InventoryRun, state: InventoryState) => Promise<Progress>>
> = {
  list: listLibrary,
  journal: takeInJournal,
  compare,
  drain,
  'journal-again': takeInJournal,
  settle,
};

/** Goes on with a phase. What fails for a while is waited for, whatever it was: nothing of the run is lost. */
export async function goOnWith(run: InventoryRun, state: InventoryState): Promise<Progress> {
  if (state.phase === 'finish') return { state };
  try {
    return await PHASES[state.phase](run, state);
  } catch (error) {
    run.on.signal.throwIfAborted();
    return waitAfter(error, state, run.on.now());
  }
}
