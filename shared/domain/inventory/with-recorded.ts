import { detailsKeptBy, detailsOf, mergedDetails } from '../asset/asset-details.ts';
import type { StoredBytes } from '../journal/journal-entry.ts';
import type { AssetState, RevisionState } from '../journal/library-state.ts';
import { type InventoryRecord, revisionOf, storedBytesOf } from './inventory-record.ts';
import type { Knowledge } from './recorded-state.ts';
import { isSameRevision, keysOfRecord, storedEvidence } from './stored-evidence.ts';

/** Where a revision is stored under a name that its asset no longer has. Under its own name, only evidence counts. */
function storedElsewhere(row: InventoryRecord, revision: RevisionState): StoredBytes | undefined {
  const stored = storedBytesOf(revision);
  return stored === undefined || keysOfRecord(row).includes(stored.key) ? undefined : stored;
}

/**
 * A concluded row, completed with what notifications and earlier runs have recorded and no listing shows: the
 * version_id, the original file name, coordinates, related assets, older decisions of moderation, and where the bytes
 * are if the asset is excluded now or withdrawn at Cloudinary. The row replaces everything recorded before its listing, so whatever it lacked would be forgotten.
 *
 * @param recorded the asset as of its listing
 */
export function withRecorded(
  row: InventoryRecord,
  recorded: AssetState | undefined,
  knowledge: Knowledge,
): InventoryRecord {
  if (recorded === undefined || recorded.deleted_at !== undefined) return row;
  const { revision } = recorded;
  if (revision === undefined || !(row.placeholder || isSameRevision(revision, row))) {
    // Another upload may have cleared all other details.
    return { ...row, ...mergedDetails(detailsKeptBy(row.version, recorded.details), detailsOf(row)) };
  }
  // The listed fields come first, because the line must begin with the asset's own asset_id.
  const whole = {
    ...row,
    ...revisionOf(revision),
    ...row,
    ...mergedDetails(recorded.details, detailsOf(row)),
    ...(row.placeholder && revisionOf(revision)),
  };
  return { ...whole, ...(storedEvidence(whole, knowledge) ?? storedElsewhere(whole, revision)) };
}
