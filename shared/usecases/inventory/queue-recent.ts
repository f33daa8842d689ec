import pMap from 'p-map';
import type { AssetIdentity } from '#shared/domain/asset/asset.ts';
import { detailsOf } from '#shared/domain/asset/asset-details.ts';
import { selectAsset } from '#shared/domain/asset/selection-rules.ts';
import { type InventoryRecord, referenceOfRecord, revisionOf } from '#shared/domain/inventory/inventory-record.ts';
import type { RevisionJob } from '#shared/domain/jobs/job.ts';
import { bytesOf } from '#shared/domain/runs/counts.ts';
import { sendJobs } from '../runs/send-jobs.ts';
import { findStoredRevision } from '../worker/back-up-revision.ts';
import type { InventoryRun } from './inventory-state.ts';
import type { ListingSourceOptions } from './listing-source.ts';

/** Revisions younger than this may still be copied because of their notification, in milliseconds. */
const ON_ITS_WAY_MS = 15 * 60_000;
const HEADS_AT_ONCE = 48;

/** The revision of a record, as the worker looks for it. */
export function revisionToStore(record: InventoryRecord) {
  return {
    cloud: record.cloud,
    at: record.listed_at,
    asset: referenceOfRecord(record),
    revision: revisionOf(record),
  };
}

/**
 * The job that copies a listed revision.
 *
 * @param copiesUnder an identity under which its bytes are already stored
 */
export function jobOfRecord(record: InventoryRecord, copiesUnder?: AssetIdentity): RevisionJob {
  return {
    v: 1,
    job: 'revision',
    origin: 'inventory',
    ...revisionToStore(record),
    details: detailsOf(record),
    ...(copiesUnder !== undefined && { copiesUnder }),
  };
}

/** Counts the jobs that were sent. */
export function queuedCounts(jobs: readonly RevisionJob[]) {
  return { queued: jobs.length, queued_bytes: bytesOf(jobs.map(({ revision }) => revision)) };
}

/**
 * As soon as revisions are listed that no finished run knows, checks whether they are stored, and queues whatever is
 * missing: an initial backup lists for hours, and copies from its first page on. Revisions that earlier runs know are
 * compared later, with the journal.
 *
 * @param previous when the newest finished run was started
 */
export function queueRecent(run: InventoryRun, previous: string | undefined): ListingSourceOptions['onListed'] {
  const { store, rules, now } = run.on;
  return async (records) => {
    const since = previous === undefined ? 0 : Date.parse(previous);
    const until = now().getTime() - ON_ITS_WAY_MS;
    const isRecent = (record: InventoryRecord): boolean => {
      const uploaded = record.version * 1000;
      if (uploaded < since || uploaded > until || record.placeholder) return false;
      return selectAsset(rules, record, record.tags).selected;
    };
    const missing: InventoryRecord[] = [];
    let heads = 0;
    const look = async (record: InventoryRecord): Promise<InventoryRecord> => {
      if (!isRecent(record)) return record;
      heads += 1;
      const stored = await findStoredRevision(revisionToStore(record), store);
      if (stored !== undefined) return { ...record, ...stored };
      missing.push(record);
      return { ...record, queued: true };
    };
    const looked = await pMap(records, look, { concurrency: HEADS_AT_ONCE });
    const jobs = missing.map((record) => jobOfRecord(record));
    return { records: looked, counts: { heads, ...queuedCounts(await sendJobs(run, jobs)) } };
  };
}
