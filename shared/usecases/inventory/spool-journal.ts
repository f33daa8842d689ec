import { journalFolder, journalKeyBefore } from '#shared/domain/bucket/bucket-layout.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { journalSource } from '../runs/journal-source.ts';
import { spoolShards } from '../runs/spool-shards.ts';
import { type SpoolLine, spoolLine } from '../runs/spool-source.ts';
import { type InventoryResult, type InventoryRun, type InventoryState, tallyProgress } from './inventory-state.ts';

/** A page has up to 1,000 objects, most of up to ten entries: a step must fit into memory. */
const PAGES_PER_STEP = 4;

/** Sorts the journal by shard, from the previous run, or from where it was last read to, up to now. */
export async function spoolJournal(run: InventoryRun, state: InventoryState): Promise<InventoryResult> {
  const { cloud, on, started } = run;
  const { previous } = state;
  const source = journalSource({ ...on, cloud, linesOf: linesFor(started.shards) });
  const start = previous === undefined ? journalFolder(cloud) : journalKeyBefore(cloud, previous);
  const spool = { kind: '_journal', source, start, pagesPerStep: PAGES_PER_STEP } as const;
  const result = await spoolShards(run, state, spool, tallyProgress);
  if (result.next !== 'next-phase' || state.phase !== 'journal') return result;
  return { ...result, state: { ...result.state, comparedFrom: on.now().toISOString() } };
}

/**
 * The lines of an entry: in the shard of its asset, or in all shards if it moves a folder. An entry without asset_id,
 * from a body from before 2021, matches no listed asset; the listing itself shows what it changed.
 */
function linesFor(shards: number) {
  return (entry: JournalEntry): readonly SpoolLine[] => {
    if (entry.kind === 'folder-moved') {
      const text = JSON.stringify(entry);
      return Array.from({ length: shards }, (_, shard) => ({ shard, text }));
    }
    const { asset_id } = entry;
    // First in the line, before any other asset that the entry may name.
    return asset_id === undefined ? [] : [spoolLine(asset_id, { asset_id, ...entry }, shards)];
  };
}
