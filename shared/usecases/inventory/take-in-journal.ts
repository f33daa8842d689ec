import type { JournalEntry } from '../../domain/journal/journal-entry.ts';
import { shardOf } from '../../domain/runs/shards.ts';
import { journalSource } from '../runs/journal-source.ts';
import { shardFileOf } from '../runs/run-file.ts';
import { resumeSpool, type Spool, spoolPages } from '../runs/spool.ts';
import type { SpoolLine } from '../runs/spool-source.ts';
import type { InventoryRun, Progress } from './inventory-run.ts';
import { type InventoryState, tallyOf } from './inventory-state.ts';
import { waitAfter } from './list-library.ts';

/** A page has up to 1,000 objects, of up to ten entries each: a step is to fit into memory. */
const PAGES_PER_STEP = 4;

/**
 * The lines of an entry: in the shard of its asset, or in all where it moves a folder. An entry without asset_id, from a
 * body of before 2021, tells of nobody that a listing names; what it changed is seen in the listing itself.
 */
function linesFor(shards: number) {
  return (entry: JournalEntry): readonly SpoolLine[] => {
    if (entry.kind === 'folder-moved') {
      const text = JSON.stringify(entry);
      return Array.from({ length: shards }, (_, shard) => ({ shard, text }));
    }
    const { asset_id } = entry;
    // First, before whatever other asset the entry may name.
    return asset_id === undefined
      ? []
      : [{ shard: shardOf(asset_id, shards), text: JSON.stringify({ asset_id, ...entry }) }];
  };
}

function journalSpool(run: InventoryRun, state: InventoryState): Spool {
  const { cloud, folder, on } = run;
  const { shards } = state;
  const { store, signal } = on;
  return {
    shards,
    store,
    signal,
    pagesPerStep: PAGES_PER_STEP,
    isLate: () => on.isLate(),
    source: journalSource({
      cloud,
      store,
      signal,
      note: (...it) => on.note(...it),
      linesOf: linesFor(shards),
      countsOf: () => ({}),
    }),
    file: (shard, step) => shardFileOf(folder, '_journal', shard, step),
    progress: (counts) => ({ tally: JSON.stringify(tallyOf({ ...state, journal: { ...state.journal, counts } })) }),
  };
}

/** Sorts the journal by shard, from where it was read up to now. */
export async function takeInJournal(run: InventoryRun, state: InventoryState): Promise<Progress> {
  const spool = journalSpool(run, state);
  const from = run.retrying ? await resumeSpool(spool, state.journal) : state.journal;
  const { state: journal, failure } = await spoolPages(spool, from, run.retrying);
  const next = state.phase === 'journal' ? 'compare' : 'settle';
  const taken: InventoryState = {
    ...state,
    journal,
    ...(journal.step > state.journal.step && { failures: 0 }),
    ...(journal.ended && { phase: next }),
    ...(journal.ended && next === 'compare' && { comparedFrom: run.on.now().toISOString() }),
  };
  return failure === undefined ? { state: taken } : waitAfter(failure, taken, run.on.now());
}
