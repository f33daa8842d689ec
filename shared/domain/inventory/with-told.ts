import type { StoredBytes } from '../journal/journal-entry.ts';
import type { AssetState, RevisionState } from '../journal/library-state.ts';
import { withoutUndefined } from '../text/without-undefined.ts';
import { type InventoryRecord, revisionOf, storedBytesOf } from './inventory-record.ts';
import { isSameRevision, keysOfRecord, storedEvidence } from './stored-evidence.ts';
import type { Knowledge } from './told-state.ts';

/** Where a revision is under a name that its asset no longer has. Under its own name, only evidence counts. */
function storedElsewhere(row: InventoryRecord, revision: RevisionState): StoredBytes | undefined {
  const stored = storedBytesOf(revision);
  return stored === undefined || keysOfRecord(row).includes(stored.key) ? undefined : stored;
}

/**
 * A settled row with what notifications and earlier runs tell and no listing does: the version_id, the name of the file
 * that was uploaded, coordinates; and where the bytes are of what is excluded by now or withdrawn at Cloudinary. The row
 * takes the place of all that was told before its listing, so that what it lacked would be forgotten.
 *
 * @param told the asset as of its listing
 */
export function withTold(row: InventoryRecord, told: AssetState | undefined, knowledge: Knowledge): InventoryRecord {
  if (told === undefined || told.deleted_at !== undefined) return row;
  const { revision } = told;
  if (revision === undefined || !(row.placeholder || isSameRevision(revision, row))) {
    // Another upload may have cleared all but these.
    const { asset_folder, display_name, created_at } = told.details;
    return { ...row, ...withoutUndefined({ asset_folder, display_name, created_at }), ...row };
  }
  // What is listed comes first, as its asset_id must in the line.
  const whole = {
    ...row,
    ...revisionOf(revision),
    ...told.details,
    ...row,
    ...(row.placeholder && revisionOf(revision)),
  };
  return { ...whole, ...(storedEvidence(whole, knowledge) ?? storedElsewhere(whole, revision)) };
}
