import pMap from 'p-map';
import { identityText } from '#shared/domain/asset/asset.ts';
import { journalFolder, journalKey } from '#shared/domain/bucket/bucket-layout.ts';
import type { AssetHint } from '#shared/domain/cloudinary/notification.ts';
import type { DeletedEntry } from '#shared/domain/journal/journal-entry.ts';
import { readJournalFile } from '#shared/domain/journal/journal-file.ts';
import { ulid } from '#shared/domain/journal/ulid.ts';
import { type Instant, millisecondsOf } from '#shared/domain/text/instant.ts';
import type { BucketReader } from '../bucket-reader.ts';

/** How many objects are read for one asset: in a busy hour, about the first minute after the event. */
const MAX_OBJECTS = 100;
/** How many are read at most before an asset without a deletion counts as one that never existed: a page of keys. */
export const MAX_OBJECTS_AT_LAST = 1000;
const READS_AT_ONCE = 10;
/** Only inventory runs write larger objects, and they record no deletion as `deleted`. In bytes. */
const MAX_OBJECT_BYTES = 1024 * 1024;
/** By how much the clocks of Cloudinary and of this function may differ, in milliseconds. */
const CLOCK_MS = 5_000;
/** How many objects one function remembers. */
const MAX_REMEMBERED = 1_000;

/** Journal objects never change, so what was read of each bucket is remembered: the deletions by key. */
const REMEMBERED = new WeakMap<object, Map<string, readonly DeletedEntry[]>>();

type Store = Pick<BucketReader, 'keys' | 'read'>;

async function deletionsIn(key: string, store: Store, signal: AbortSignal): Promise<readonly DeletedEntry[]> {
  const remembered = REMEMBERED.get(store) ?? new Map<string, readonly DeletedEntry[]>();
  REMEMBERED.set(store, remembered);
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const object = await store.read(key, signal);
  // The fold reports unreadable lines; here they are only not the deletion that is looked for.
  const entries = object === undefined ? [] : readJournalFile(object.body, () => {});
  const deletions = entries.filter((entry) => entry.kind === 'deleted');
  const [oldest] = remembered.keys();
  if (oldest !== undefined && remembered.size >= MAX_REMEMBERED) remembered.delete(oldest);
  remembered.set(key, deletions);
  return deletions;
}

function isOf(asset: AssetHint, entry: DeletedEntry): boolean {
  if (asset.asset_id !== undefined && entry.asset_id !== undefined) return asset.asset_id === entry.asset_id;
  return 'public_id' in asset && identityText(asset) === identityText(entry);
}

/**
 * Whether the journal records that an asset was deleted at a moment or later. It reads only what was written soon after
 * that moment: a deletion that is not found there makes the caller wait, not err.
 *
 * @param most how many objects to read
 * @returns `unread` if none is found, but more was written than was read
 */
export async function recordedDeletion(
  { cloud, asset, at }: { readonly cloud: string; readonly asset: AssetHint; readonly at: Instant },
  store: Store,
  signal: AbortSignal,
  most = MAX_OBJECTS,
): Promise<'recorded' | 'none' | 'unread'> {
  const since = millisecondsOf(at) - CLOCK_MS;
  const after = journalKey(cloud, new Date(since), ulid(since, new Uint8Array(10)));
  const { objects, more } = await store.keys(journalFolder(cloud), { after, signal });
  const keys = objects.filter(({ bytes }) => bytes <= MAX_OBJECT_BYTES).map(({ key }) => key);
  const deletions = await pMap(keys.slice(0, most), (key) => deletionsIn(key, store, signal), {
    concurrency: READS_AT_ONCE,
  });
  if (deletions.flat().some((entry) => isOf(asset, entry) && entry.at >= at)) return 'recorded';
  return more || keys.length > most ? 'unread' : 'none';
}
