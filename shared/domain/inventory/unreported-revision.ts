import type { JournalEntry } from '../journal/journal-entry.ts';
import { millisecondsOf } from '../text/instant.ts';
import type { InventoryRecord } from './inventory-record.ts';
import type { Knowledge } from './recorded-state.ts';
import { isSameRevision, revisionIn } from './stored-evidence.ts';

/**
 * How long the notification of an upload may take, in milliseconds: Cloudinary gives up about 20 minutes after its first
 * attempt, and the worker needs some time.
 *
 * Source: https://cloudinary.com/documentation/notifications
 */
const IN_TIME_MS = 3_600_000;

function isReportOf(entry: JournalEntry, record: InventoryRecord): boolean {
  const revision = revisionIn(entry);
  return revision !== undefined && isSameRevision(revision, record);
}

/**
 * Whether a listed revision that is not in the bucket should have been reported by a notification long before: it is
 * more than an hour old, no entry of the journal mentions it, and the inventory before did not list it. In an initial
 * backup, no notification can have reported anything.
 */
export function isUnreportedRevision(record: InventoryRecord, { previous, events, since }: Knowledge): boolean {
  if (since === undefined) return false;
  if (record.version * 1000 > millisecondsOf(record.listed_at) - IN_TIME_MS) return false;
  if (previous !== undefined && isSameRevision(previous, record)) return false;
  return !events.some((entry) => isReportOf(entry, record));
}
