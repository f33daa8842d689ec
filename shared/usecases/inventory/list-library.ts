import { PipelineError } from '../../domain/errors.ts';
import { awaitRoom } from '../runs/drain.ts';
import { shardFileOf } from '../runs/run-file.ts';
import { resumeSpool, type Spool, spoolPages } from '../runs/spool.ts';
import { attendRecent } from './attend-recent.ts';
import type { InventoryRun, Progress } from './inventory-run.ts';
import { type InventoryState, tallyOf } from './inventory-state.ts';
import { listingSource } from './listing-source.ts';

/** After the quota's reset, as clocks differ. In milliseconds. */
const RESET_MARGIN_MS = 2_000;
/** Refusals in a row after which the quota counts as used up. */
const REFUSALS = 4;
/** Failures in a row, after each of which a run waits longer, before it fails. */
const MAX_FAILURES = 8;

/**
 * The pages of a step, each of which writes a file for each shard: about one file a page. What a run that is killed has to
 * list again is a step at the most.
 */
export function pagesPerStep(shards: number): number {
  return Math.min(shards, 64);
}

function quotaOf(run: InventoryRun): Pick<InventoryState, 'quota'> {
  const quota = run.on.listing.quota();
  return quota === undefined ? {} : { quota: { ...quota, resetsAt: quota.resetsAt.toISOString() } };
}

/**
 * What to wait for after a failure.
 *
 * @throws the failure, where it has come too often in a row
 */
export function waitAfter(failure: unknown, state: InventoryState, now: Date): Progress {
  const isOurs = failure instanceof PipelineError;
  if (!isOurs || !failure.retryable || failure.code === 'out-of-time') throw failure;
  const { retryAt, message: because } = failure;
  if (failure.code === 'throttled' && retryAt !== undefined && retryAt > now) {
    return { state, wait: { until: new Date(retryAt.getTime() + RESET_MARGIN_MS).toISOString(), because } };
  }
  const resetsAt = Date.parse(state.quota?.resetsAt ?? '');
  // One refusal may be a moment's; several mean that others have used up the quota.
  if (failure.code === 'throttled' && state.failures >= REFUSALS && resetsAt > now.getTime()) {
    return { state, wait: { until: new Date(resetsAt + RESET_MARGIN_MS).toISOString(), because } };
  }
  const failures = state.failures + 1;
  if (failures > MAX_FAILURES) throw failure;
  const seconds = Math.min(5 * 2 ** (failures - 1), 600);
  return {
    state: { ...state, failures },
    wait: { until: new Date(now.getTime() + seconds * 1000).toISOString(), because },
  };
}

function listingSpool(run: InventoryRun, state: InventoryState, onSent: () => void): Spool {
  const { cloud, folder, on } = run;
  const { shards, previous } = state;
  const { store, signal, listing, now, note } = on;
  const attend = attendRecent(on, previous, onSent);
  return {
    shards,
    store,
    signal,
    pagesPerStep: pagesPerStep(shards),
    isLate: () => on.isLate(),
    source: listingSource({ cloud, shards, listing, signal, attend, now: () => now(), note: (...it) => note(...it) }),
    file: (shard, step) => shardFileOf(folder, '_listed', shard, step),
    progress: (counts) => ({
      tally: JSON.stringify(tallyOf({ ...state, listing: { ...state.listing, counts } })),
      ...(listing.quota() !== undefined && { quota: JSON.stringify(listing.quota()) }),
    }),
  };
}

/** Lists the library, as far as time and quota go. */
export async function listLibrary(run: InventoryRun, state: InventoryState): Promise<Progress> {
  const { on } = run;
  let sent = false;
  const spool = listingSpool(run, state, () => {
    sent = true;
  });
  const from = run.retrying ? await resumeSpool(spool, state.listing) : state.listing;
  const room = await awaitRoom(on, state.room);
  if (!room.drained) {
    return { state: { ...state, listing: from, room: room.state }, wait: { until: room.until, because: room.because } };
  }
  const { room: _, ...roomy } = state;
  const { state: listing, failure } = await spoolPages(spool, from, run.retrying);
  const progressed = listing.step > state.listing.step;
  const now = on.now().toISOString();
  const listed: InventoryState = {
    ...roomy,
    listing,
    ...quotaOf(run),
    failures: progressed ? 0 : state.failures,
    // By this attempt, or by one that broke off.
    ...((sent || (listing.counts['queued'] ?? 0) > (state.listing.counts['queued'] ?? 0)) && { lastSentAt: now }),
    ...(listing.ended && { phase: 'journal', listedUntil: now }),
  };
  return failure === undefined ? { state: listed } : waitAfter(failure, listed, on.now());
}
