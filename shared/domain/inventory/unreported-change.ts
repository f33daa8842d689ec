import { identityText } from '../asset/asset.ts';
import type { AssetDetails } from '../asset/revision.ts';
import type { JournalEntry, ObservedEntry, Unrecorded } from '../journal/journal-entry.ts';
import type { AssetState } from '../journal/library-state.ts';
import { later } from '../text/instant.ts';
import type { Knowledge } from './recorded-state.ts';

/** Whether an asset may have a detail that the notification of its upload does not carry. */
const MAY_BE_LEFT_OUT: Readonly<Record<keyof AssetDetails, boolean>> = {
  // Notifications carry these only if the upload asked for them.
  context: true,
  metadata: true,
  coordinates: true,
  moderation: true,
  related_assets: true,
  // Not every notification of an upload carries it.
  access_mode: true,
  // Clouds with fixed folders send `folder` instead, and bodies from before dynamic folders have neither.
  asset_folder: true,
  display_name: true,
  // These never change, so there is no change to report.
  created_at: true,
  original_filename: true,
  // A notification of an upload carries all tags, or leaves them out because there are none.
  tags: false,
  // Notifications carry it whenever it is set.
  access_control: false,
};

/**
 * Whether the first listing that could show a detail shows it: earlier versions of this program recorded nothing of it.
 * Listings always give the access mode, so an asset without one was listed by such a version only, or never.
 */
function isNewlyRecorded(name: keyof AssetDetails, value: unknown, recorded: AssetDetails): boolean {
  if (recorded.access_mode !== undefined || name in recorded) return false;
  return name === 'access_mode' || name === 'moderation' || (name === 'access_control' && value === null);
}

function isFilledDetail(name: keyof AssetDetails, value: unknown, recorded: AssetDetails): boolean {
  if (name in recorded) return false;
  return MAY_BE_LEFT_OUT[name] || value === null || (Array.isArray(value) && value.length === 0);
}

/** Whether the details in an entry of the asset come from one of Cloudinary's listings. */
function isFromListing(entry: JournalEntry): boolean {
  return entry.kind === 'observed' || (entry.kind === 'revision' && entry.origin === 'inventory');
}

function isUploadReport(entry: JournalEntry): boolean {
  return entry.kind === 'revision' && entry.origin === undefined;
}

/** Whether the newest upload until a listing was reported by a notification, and no run has listed the asset since. */
function isFirstListing({ previous, events }: Knowledge, listedAt: string): boolean {
  const reports = events.filter((event) => isUploadReport(event) && event.at <= listedAt).map(({ at }) => at);
  const newest = reports.reduce(later, '');
  const listings = [...events.filter(isFromListing).map(({ at }) => at), ...(previous ? [previous.listed_at] : [])];
  return reports.length > 0 && listings.every((at) => at < newest);
}

/**
 * Whether an entry that an inventory run writes about an asset counts as an unreported change: something happened at
 * Cloudinary that a notification should have reported. An entry that only records where the bytes are counts, too: they
 * were copied, and our own entry was lost. The alternative is an asset whose details are only *filled*: the notification
 * of its upload did not carry them, and the first listing since shows them. That is no change, and no sign of a lost
 * notification.
 *
 * Details are filled if all of this holds:
 * - The asset is recorded under its present name, and a notification reported its newest upload. An upload may clear
 *   details, so whatever its notification lacks is unknown, not empty.
 * - No inventory run has listed the asset since that upload. Listings carry every detail, so one that appears between
 *   two listings has changed.
 * - The entry records nothing but details, and none of them was recorded with another value.
 * - A notification of an upload may leave each of them out, or its value says that there is none. Tags and access
 *   control are never left out if an asset has them, so they were set after the upload.
 *
 * What earlier versions did not record is filled, too, when it is first seen.
 *
 * If such a detail changed between the upload and the first listing, and the notification of that change was lost, the
 * asset still counts as filled: nothing distinguishes the two.
 *
 * Sources: https://cloudinary.com/documentation/notifications (the body of `upload`),
 * https://cloudinary.com/documentation/image_upload_api_reference#upload_response (which fields depend on the request),
 * https://cloudinary.com/documentation/folder_modes (fixed and dynamic folders)
 *
 * @param recorded the asset as of its listing; `undefined` if nothing has recorded it
 */
export function isUnreportedChange(
  { at, details, revision, ...asset }: Unrecorded<ObservedEntry>,
  recorded: AssetState | undefined,
  knowledge: Knowledge,
): boolean {
  if (recorded === undefined || recorded.deleted_at !== undefined) return true;
  if (details === undefined || revision !== undefined) return true;
  if (identityText(asset) !== identityText(recorded.asset)) return true;
  const all = Object.keys(details) as (keyof AssetDetails)[]; // entries hold no other details
  const names = all.filter((name) => !isNewlyRecorded(name, details[name], recorded.details));
  if (names.length === 0) return false;
  const isFilled = names.every((name) => isFilledDetail(name, details[name], recorded.details));
  return !isFilled || !isFirstListing(knowledge, at);
}
