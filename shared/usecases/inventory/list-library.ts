import { spoolShards } from '../runs/spool-shards.ts';
import { type InventoryResult, type InventoryRun, type InventoryState, tallyProgress } from './inventory-state.ts';
import { listingSource, START_OF_LISTINGS } from './listing-source.ts';
import { queueRecent } from './queue-recent.ts';

/**
 * How many pages a step reads. A step writes a file for each shard, so that is about one file a page. A run that is
 * killed must list at most one step again.
 */
export function pagesPerStep(shards: number): number {
  return Math.min(shards, 64);
}

/** Lists the library, as far as time and quota allow. */
export async function listLibrary(run: InventoryRun, state: InventoryState): Promise<InventoryResult> {
  const { cloud, on, started } = run;
  const { listing } = on;
  const spool = {
    kind: '_listed',
    source: listingSource({ ...on, cloud, shards: started.shards, onListed: queueRecent(run, state.previous) }),
    start: START_OF_LISTINGS,
    pagesPerStep: pagesPerStep(started.shards),
    needsRoom: true,
  } as const;
  const result = await spoolShards(run, state, spool, (reached) => {
    const quota = listing.quota();
    return { ...tallyProgress(reached), ...(quota !== undefined && { quota: JSON.stringify(quota) }) };
  });
  if (result.next !== 'next-phase') return result;
  return { ...result, state: { ...result.state, listedUntil: on.now().toISOString() } };
}
