import { identityText } from '../asset/asset.ts';
import { detailsOf } from '../asset/asset-details.ts';
import type { AssetDetails } from '../asset/revision.ts';
import { eventId } from '../journal/event-id.ts';
import type { ObservedEntry, StoredBytes, Unrecorded } from '../journal/journal-entry.ts';
import type { AssetState } from '../journal/library-state.ts';
import { canonicalJson } from '../text/canonical-json.ts';
import type { Instant } from '../text/instant.ts';
import { type InventoryRecord, referenceOfRecord, revisionOf } from './inventory-record.ts';
import { isSameRevision } from './stored-evidence.ts';

/** Tags are a set; a time may be written in several ways; for the rest, the order of keys makes no difference. */
function comparable(name: string, value: unknown): string {
  if (name === 'tags' && Array.isArray(value)) return canonicalJson([...value].sort());
  if (name === 'created_at') return String(Date.parse(String(value)));
  return canonicalJson(value);
}

/** The details that were listed and not told, or told otherwise. */
function untoldDetails(listed: AssetDetails, told: AssetDetails): AssetDetails {
  const known = new Map<string, unknown>(Object.entries(told));
  return Object.fromEntries(
    Object.entries(listed).filter(
      ([name, value]) => !known.has(name) || comparable(name, known.get(name)) !== comparable(name, value),
    ),
  );
}

function observed(
  record: InventoryRecord,
  found: Pick<ObservedEntry, 'revision' | 'details'>,
): Unrecorded<ObservedEntry> {
  const asset = referenceOfRecord(record);
  const content = { kind: 'observed', state: 'present', ...asset, ...found } as const;
  return { ...content, id: eventId(record.listed_at, content), at: record.listed_at, cloud: record.cloud };
}

/**
 * What a listing shows of an asset that nothing had told: an entry that makes the journal true again, or `undefined` where
 * it tells nothing new.
 *
 * @param told the asset as of its listing; `undefined` where nothing tells of it
 * @param stored where its bytes are, if they are in the bucket
 */
export function untoldChange(
  record: InventoryRecord,
  told: AssetState | undefined,
  stored: StoredBytes | undefined,
): Unrecorded<ObservedEntry> | undefined {
  const revision = record.placeholder ? undefined : { ...revisionOf(record), ...stored };
  const details = detailsOf(record);
  if (told === undefined || told.deleted_at !== undefined) {
    return observed(record, { ...(revision !== undefined && { revision }), details });
  }
  const known = told.revision !== undefined && isSameRevision(told.revision, record) ? told.revision : undefined;
  const isNewsOfBytes = stored !== undefined && told.revision?.key !== stored.key;
  const tellRevision = revision !== undefined && (known === undefined || isNewsOfBytes);
  const untold = untoldDetails(details, told.details);
  const isElsewhere = identityText(told.asset) !== identityText(record);
  if (!tellRevision && !isElsewhere && Object.keys(untold).length === 0) return undefined;
  return observed(record, {
    // What the listing lacks of a revision that is known stays true.
    ...(tellRevision && { revision: { ...(known !== undefined && revisionOf(known)), ...revision } }),
    ...(Object.keys(untold).length > 0 && { details: untold }),
  });
}

/** An asset that was there, and is not any more, without anything having told of it. */
export function goneEntry(cloud: string, told: AssetState, at: Instant): Unrecorded<ObservedEntry> {
  const content = { kind: 'observed', state: 'gone', ...told.asset } as const;
  return { ...content, id: eventId(at, content), at, cloud };
}
