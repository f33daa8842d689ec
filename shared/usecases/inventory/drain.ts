import { journalFolder, journalKeyBefore } from '#shared/domain/bucket/bucket-layout.ts';
import { drainPhase } from '../runs/drain.ts';
import { startOfSpool } from '../runs/spool-source.ts';
import type { InventoryResult, InventoryRun, InventoryState } from './inventory-state.ts';

/** How much of the journal is read twice, in milliseconds. */
const OVERLAP_MS = 15 * 60_000;

/** Waits until the queued jobs are done. Then the journal is read from a little before where it was last read to. */
export async function drain(run: InventoryRun, state: InventoryState): Promise<InventoryResult> {
  const { cloud, folder } = run;
  const result = await drainPhase(run, state);
  if (result.next !== 'next-phase') return result;
  // Keys of the journal are in the order of writing, except where clocks differ or a write takes long.
  const comparedFrom = Date.parse(state.comparedFrom ?? folder.startedAt);
  const overlap = journalKeyBefore(cloud, new Date(comparedFrom - OVERLAP_MS).toISOString());
  const journal = state.spools._journal ?? startOfSpool(journalFolder(cloud));
  const isAhead = journal.position > overlap;
  const position = isAhead ? overlap : journal.position;
  const spools = { ...state.spools, _journal: { ...journal, position, ended: false } };
  return { next: 'next-phase', state: { ...state, spools } };
}
