import type { AssetReference } from '../asset/asset.ts';
import type { AssetDetails, Revision } from '../asset/revision.ts';
import type { Instant } from '../text/instant.ts';
import type { RevisionOutcome, StoredBytes } from './journal-entry.ts';

/** The revision of an asset, and where its bytes are, if they are stored. */
export interface RevisionState extends Revision, Partial<StoredBytes> {
  /** What became of it; absent if only an inventory or a rename recorded the revision. */
  readonly outcome?: RevisionOutcome;
}

/** One asset at a moment. A detail that is absent is unknown. */
export interface AssetState {
  readonly asset: AssetReference;
  /** The current revision; absent if changes were recorded but no revision. */
  readonly revision?: RevisionState;
  readonly details: AssetDetails;
  /** When the asset was deleted or overwritten by a rename; absent while it exists. */
  readonly deleted_at?: Instant;
}

/** One row of a finished inventory. */
export interface InventoryRow {
  readonly listed_at: Instant;
  readonly asset: AssetReference;
  readonly revision: RevisionState;
  readonly details: AssetDetails;
}

/** The inventory that events are applied to: the library as it was listed. */
export interface Baseline {
  readonly started_at: Instant;
  readonly rows: readonly InventoryRow[];
}

/** The library at a moment. Deleted assets are kept, with the time of their deletion. */
export interface LibraryState {
  readonly assets: readonly AssetState[];
}

/** The assets that exist, one for each identity. */
export function livingAssets(state: LibraryState): readonly AssetState[] {
  return state.assets.filter((asset) => asset.deleted_at === undefined);
}
