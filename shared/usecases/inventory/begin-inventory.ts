import { completenessFolder } from '#shared/domain/bucket/bucket-layout.ts';
import { NO_TALLY } from '#shared/domain/inventory/inventory-documents.ts';
import { shardCountFor } from '#shared/domain/runs/shards.ts';
import { withoutUndefined } from '#shared/domain/text/without-undefined.ts';
import { type FinishedRun, startOfRun } from '../runs/run.ts';
import { newestIntactRun } from './intact-run.ts';
import type { InventoryRun, InventoryState } from './inventory-state.ts';

/** Leaves room for uploads during the listing. */
const GROWTH = 1.1;
/** The number of shards for a library of unknown size. */
const SHARDS_OF_UNKNOWN = 16;
/** Multipart uploads that were begun longer ago were abandoned, in milliseconds. */
const STALE_UPLOAD_MS = 24 * 3_600_000;

type Beginning = Pick<InventoryRun, 'cloud' | 'on'>;

/** Runs something that the run can do without: a failure is only logged. */
async function unlessItFails<T>({ cloud, on }: Beginning, what: Promise<T>, failure: string): Promise<T | undefined> {
  try {
    return await what;
  } catch (error) {
    on.signal.throwIfAborted();
    on.note(failure, { cloud, reason: error instanceof Error ? error.message : 'unknown' });
    return undefined;
  }
}

/** What a run writes into `started.json`: how large the library is, and into how many shards it is split. */
export async function beginInventory(run: Beginning) {
  const { listing, signal } = run.on;
  // The size of the library determines the number of files, and shows progress.
  const usage = await unlessItFails(run, listing.usage(signal), 'Cloudinary did not say how large the library is');
  return {
    shards: usage === undefined ? SHARDS_OF_UNKNOWN : shardCountFor(usage.assets * GROWTH),
    ...(usage !== undefined && { usage: withoutUndefined(usage) }),
  };
}

/** The state of a run that has begun; it builds on the newest finished run whose files are all there. */
export async function firstState(run: InventoryRun, newest: FinishedRun | undefined): Promise<InventoryState> {
  const { cloud, folder, on } = run;
  const previous = await newestIntactRun(run, newest);
  on.note('inventory run begun', { cloud, run: folder.startedAt, previous, reports: completenessFolder(cloud) });
  const aborting = on.abortStaleUploads(new Date(on.now().getTime() - STALE_UPLOAD_MS));
  const uploadsAborted = await unlessItFails(run, aborting, 'stale multipart uploads could not be aborted');
  return {
    ...startOfRun('marks', { ...NO_TALLY, calls: 1 }),
    ...(previous !== undefined && { previous }),
    uploadsAborted: uploadsAborted ?? 0,
  };
}
