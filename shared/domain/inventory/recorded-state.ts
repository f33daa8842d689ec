import { foldLibrary } from '../journal/fold-library.ts';
import type { JournalEntry } from '../journal/journal-entry.ts';
import type { AssetState } from '../journal/library-state.ts';
import { type Instant, instantOfDate } from '../text/instant.ts';
import { type InventoryRecord, inventoryRowOf } from './inventory-record.ts';

/** What is known of one asset besides its listing: the previous inventory's row, and the journal's entries since. */
export interface Knowledge {
  readonly previous: InventoryRecord | undefined;
  readonly events: readonly JournalEntry[];
  /** When the previous run was started, ISO 8601; absent before the first. */
  readonly since: string | undefined;
}

/**
 * The asset as notifications and earlier runs have recorded it, at a moment; `undefined` if nothing has recorded it.
 */
export function recordedState(
  assetId: string,
  { previous, events, since }: Knowledge,
  at: Instant,
): AssetState | undefined {
  const rows = previous === undefined ? [] : [inventoryRowOf(previous)];
  const started_at = since === undefined ? '' : instantOfDate(new Date(since));
  return foldLibrary({ started_at, rows }, events, at).assets.find(({ asset }) => asset.asset_id === assetId);
}
