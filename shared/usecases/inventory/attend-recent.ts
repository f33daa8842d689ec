import pMap from 'p-map';
import { selectAsset } from '../../domain/asset/selection-rules.ts';
import type { InventoryRecord } from '../../domain/inventory/inventory-record.ts';
import { referenceOfRecord, revisionOf } from '../../domain/inventory/inventory-record.ts';
import { findStoredRevision } from '../worker/find-stored-revision.ts';
import type { InventoryDependencies } from './inventory-run.ts';
import type { ListingSourceOptions } from './listing-source.ts';
import { jobOfRecord, sendJobs } from './send-jobs.ts';

/** Revisions younger than this are on their way by notification, in milliseconds. */
const ON_ITS_WAY_MS = 15 * 60_000;
const HEADS_AT_ONCE = 48;

/** The revision of a record, as the worker looks for it. */
export function revisionToStore(record: InventoryRecord) {
  return { cloud: record.cloud, at: record.listed_at, asset: referenceOfRecord(record), revision: revisionOf(record) };
}

/**
 * Looks for revisions that no finished run knows as soon as they are listed, and has copied what is missing: an initial
 * backup, which lists for hours, copies from its first page on. What earlier runs know is compared later, with the
 * journal.
 *
 * @param previous when the newest finished run was started
 */
export function attendRecent(
  { store, queues, rules, now }: Pick<InventoryDependencies, 'store' | 'queues' | 'rules' | 'now'>,
  previous: string | undefined,
  onSent: () => void,
): ListingSourceOptions['attend'] {
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
    if (missing.length > 0) {
      await sendJobs(
        missing.map((record) => jobOfRecord(record)),
        queues,
      );
      onSent();
    }
    const queued_bytes = missing.reduce((sum, { bytes }) => sum + bytes, 0);
    return { records: looked, counts: { heads, queued: missing.length, queued_bytes } };
  };
}
