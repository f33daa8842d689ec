import type { InventoryRecord } from '#shared/domain/inventory/inventory-record.ts';
import type { Knowledge } from '#shared/domain/inventory/recorded-state.ts';
import type { JournalEntry, RevisionEntry, RevisionOutcome } from '#shared/domain/journal/journal-entry.ts';
import { entry, minute } from '../journal/entries.ts';

/** The asset of all these records. */
export const ASSET_ID = 'a0';
/** The minute at which it is listed. */
export const LISTED = 50;
/** The minute at which the previous run was started, if there was one. */
export const SINCE = 10;

/** The image `a` as it was listed: version 7, 50 bytes, with an etag and tags. */
export function listed(overrides: Partial<InventoryRecord> = {}): InventoryRecord {
  return {
    v: 1,
    cloud: 'demo',
    listed_at: minute(LISTED),
    resource_type: 'image',
    type: 'upload',
    public_id: 'a',
    asset_id: ASSET_ID,
    version: 7,
    bytes: 50,
    etag: 'e7',
    format: 'png',
    tags: ['t'],
    ...overrides,
  };
}

/** The same without some fields that a listing may lack. */
export function listedWithout(...names: readonly (keyof InventoryRecord)[]): InventoryRecord {
  const left = Object.entries(listed()).filter(([name]) => !names.some((absent) => absent === name));
  return Object.fromEntries(left) as unknown as InventoryRecord; // only what is optional is ever left out
}

/** Its revision's own key. */
export const KEY = 'pipeline/res/demo/image/upload/a/7.png';
/** The key of its revision if its own key holds other bytes. */
export const ALTERNATIVE_KEY = 'pipeline/res/demo/image/upload/a/7-e7.png';

/** Knowledge from the journal, and from the previous run if its row is given. */
export function knowing(events: readonly JournalEntry[], previous?: InventoryRecord): Knowledge {
  return { events, previous, since: previous === undefined ? undefined : `${minute(SINCE).slice(0, 23)}Z` };
}

/** An entry about the listed revision, at some minute. */
export function revisionEntry(at: number, outcome: RevisionOutcome, more: object = {}): RevisionEntry {
  return entry('revision', at, { asset_id: ASSET_ID, version: 7, bytes: 50, etag: 'e7', outcome, ...more });
}
