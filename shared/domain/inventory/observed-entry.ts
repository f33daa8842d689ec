import { identityText } from '../asset/asset.ts';
import { detailsOf, mergedModeration } from '../asset/asset-details.ts';
import type { AssetDetails } from '../asset/revision.ts';
import { eventId } from '../journal/event-id.ts';
import type { ObservedEntry, StoredBytes, Unrecorded } from '../journal/journal-entry.ts';
import type { AssetState } from '../journal/library-state.ts';
import { canonicalJson } from '../text/canonical-json.ts';
import type { Instant } from '../text/instant.ts';
import { type InventoryRecord, referenceOfRecord, revisionOf } from './inventory-record.ts';
import { isSameRevision } from './stored-evidence.ts';

/** Tags are a set, a time may be written in several ways, and the order of keys makes no difference. */
function comparable(name: string, value: unknown): string {
  if (name === 'tags' && Array.isArray(value)) return canonicalJson([...value].sort());
  if (name === 'created_at') return String(Date.parse(String(value)));
  // Cloudinary says in both ways that there is none.
  if (name === 'access_control' && Array.isArray(value) && value.length === 0) return canonicalJson(null);
  return canonicalJson(value);
}

/** The listed details that are not recorded, or recorded otherwise. */
function newDetails(listed: AssetDetails, recorded: AssetDetails): AssetDetails {
  const known = new Map<string, unknown>(Object.entries(recorded));
  const { moderation } = listed;
  // A listing names one kind of moderation, and not when it decided.
  const whole = {
    ...listed,
    ...(moderation !== undefined && { moderation: mergedModeration(recorded.moderation, moderation) }),
  };
  return Object.fromEntries(
    Object.entries(whole).filter(
      ([name, value]) => !known.has(name) || comparable(name, known.get(name)) !== comparable(name, value),
    ),
  );
}

function presentEntry(
  record: InventoryRecord,
  found: Pick<ObservedEntry, 'revision' | 'details'>,
): Unrecorded<ObservedEntry> {
  const asset = referenceOfRecord(record);
  const content = { kind: 'observed', state: 'present', ...asset, ...found } as const;
  return { ...content, id: eventId(record.listed_at, content), at: record.listed_at, cloud: record.cloud };
}

/**
 * The entry that brings the journal up to date with a listing, or `undefined` if the listing shows nothing new.
 *
 * @param recorded the asset as of its listing; `undefined` if nothing has recorded it
 * @param stored where its bytes are, if they are in the bucket
 */
export function observedEntry(
  record: InventoryRecord,
  recorded: AssetState | undefined,
  stored: StoredBytes | undefined,
): Unrecorded<ObservedEntry> | undefined {
  const revision = record.placeholder ? undefined : { ...revisionOf(record), ...stored };
  const details = detailsOf(record);
  if (recorded === undefined || recorded.deleted_at !== undefined) {
    return presentEntry(record, { ...(revision !== undefined && { revision }), details });
  }
  const known =
    recorded.revision !== undefined && isSameRevision(recorded.revision, record) ? recorded.revision : undefined;
  const isNewKey = stored !== undefined && recorded.revision?.key !== stored.key;
  const isNewRevision = revision !== undefined && (known === undefined || isNewKey);
  const changedDetails = newDetails(details, recorded.details);
  const isElsewhere = identityText(recorded.asset) !== identityText(record);
  if (!isNewRevision && !isElsewhere && Object.keys(changedDetails).length === 0) return undefined;
  return presentEntry(record, {
    // What the listing lacks of a known revision still holds.
    ...(isNewRevision && { revision: { ...(known !== undefined && revisionOf(known)), ...revision } }),
    ...(Object.keys(changedDetails).length > 0 && { details: changedDetails }),
  });
}

/** The entry of an asset that no longer exists, although no notification reported its deletion. */
export function goneEntry(cloud: string, recorded: AssetState, at: Instant): Unrecorded<ObservedEntry> {
  const content = { kind: 'observed', state: 'gone', ...recorded.asset } as const;
  return { ...content, id: eventId(at, content), at, cloud };
}
