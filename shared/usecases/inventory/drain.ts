import { journalFolder, journalKeyBefore } from '../../domain/bucket/bucket-layout.ts';
import { drainQueues, waitForQueues } from '../runs/drain.ts';
import { startOfSpool } from '../runs/spool-state.ts';
import type { InventoryResult, InventoryRun, InventoryState } from './inventory-state.ts';

/** By how much the journal is read again, in milliseconds. */
const OVERLAP_MS = 15 * 60_000;

/** Waits until what was queued is copied; then the journal is read on from a little before where it was read last. */
export async function drain(run: InventoryRun, state: InventoryState): Promise<InventoryResult> {
  const { cloud, folder, on } = run;
  const drained = await drainQueues(on, state.lastSentAt, state.backlog);
  if (!drained.drained) return waitForQueues(state, drained);
  if (drained.stuck) on.note('the queues do not empty; the run continues without them', { cloud });
  // Keys of the journal are in the order of writing, but for clocks that differ and writes that take their time.
  const comparedFrom = Date.parse(state.comparedFrom ?? folder.startedAt);
  const overlap = journalKeyBefore(cloud, new Date(comparedFrom - OVERLAP_MS).toISOString());
  const journal = state.spools._journal ?? startOfSpool(journalFolder(cloud));
  const isAhead = journal.position > overlap;
  const position = isAhead ? overlap : journal.position;
  const spools = { ...state.spools, _journal: { ...journal, position, ended: false } };
  return { next: 'next-phase', state: { ...state, spools } };
}
