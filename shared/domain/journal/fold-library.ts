import { type AssetReference, identityText } from '../asset.ts';
import type { Instant } from '../instant.ts';
import { type AssetEvent, applyEvent } from './apply-event.ts';
import { eventsUntil } from './event-order.ts';
import type { FolderMovedEntry, JournalEntry } from './journal-entry.ts';
import type { AssetState, Baseline, LibraryState } from './library-state.ts';

/** The assets while events are applied to them, and which of them lives under each identity. */
interface Shelf {
  readonly states: Map<string, AssetState>;
  readonly holders: Map<string, string>;
}

const emptyState = (asset: AssetReference): AssetState => ({ asset, details: {} });

/** Its asset_id or, where a body of before 2021 had none, whoever holds its identity. */
const nameOf = (shelf: Shelf, asset: AssetReference): string =>
  asset.asset_id ?? shelf.holders.get(identityText(asset)) ?? identityText(asset);

/** The state that an asset had while only bodies without asset_id told of it; it goes on under its id from here. */
const withoutItsId = (shelf: Shelf, asset: AssetReference): AssetState | undefined => {
  const name = identityText(asset);
  const state = shelf.states.get(name);
  if (state === undefined || shelf.holders.get(name) !== name) return undefined;
  shelf.states.delete(name);
  shelf.holders.delete(name);
  return state;
};

/** Puts an asset where it belongs by now; whoever lived there before has been replaced, told or not. */
const place = (shelf: Shelf, name: string, state: AssetState, at: Instant): void => {
  const before = shelf.states.get(name);
  if (before !== undefined && shelf.holders.get(identityText(before.asset)) === name) {
    shelf.holders.delete(identityText(before.asset));
  }
  shelf.states.set(name, state);
  if (state.deleted_at !== undefined) return;
  const identity = identityText(state.asset);
  const holder = shelf.holders.get(identity);
  const buried = holder === undefined ? undefined : shelf.states.get(holder);
  if (holder !== undefined && buried !== undefined) shelf.states.set(holder, { ...buried, deleted_at: at });
  shelf.holders.set(identity, name);
};

const referenceOf = ({ resource_type, type, public_id, asset_id }: AssetReference): AssetReference => ({
  resource_type,
  type,
  public_id,
  ...(asset_id !== undefined && { asset_id }),
});

/** Whether an event can concern an asset that is deleted: only what brings it back does. */
const revives = (event: AssetEvent): boolean => event.kind === 'revision' || event.kind === 'observed';

const applyToAsset = (shelf: Shelf, event: AssetEvent): void => {
  const asset = referenceOf(event);
  const name = nameOf(shelf, asset);
  const known = shelf.states.get(name) ?? withoutItsId(shelf, asset);
  if (known?.deleted_at !== undefined && !revives(event)) return;
  // Every event names its asset as it was called just then, which tells of a rename that nobody told.
  const state = known === undefined ? emptyState(asset) : { ...known, asset: { ...known.asset, ...asset } };
  place(shelf, name, applyEvent(state, event), event.at);
};

const isBelow = (folder: string, path: string): boolean => folder === path || folder.startsWith(`${path}/`);

const moveFolder = (shelf: Shelf, event: FolderMovedEntry, listedAt: (name: string) => Instant): void => {
  const [from, to] = [event.from_path, event.to_path].map((path) => path.replace(/^\/+|\/+$/g, ''));
  for (const [name, state] of shelf.states) {
    const folder = state.details.asset_folder;
    if (from === undefined || folder === undefined || !isBelow(folder, from) || event.at <= listedAt(name)) continue;
    const asset_folder = `${to}${folder.slice(from.length)}`.replace(/^\//, '');
    shelf.states.set(name, { ...state, details: { ...state.details, asset_folder } });
  }
};

/**
 * The library as it was at a moment: an inventory, and over it every event since. Pure; the order in which entries come
 * and how often each comes make no difference.
 *
 * @param baseline the newest inventory that finished before the moment; each of its rows holds as of its `listed_at`
 * @param entries of the journal, from the hour in which the inventory started until now: an entry may be written long
 * after its event
 * @param at events after this moment do not count
 */
export const foldLibrary = (baseline: Baseline, entries: Iterable<JournalEntry>, at: Instant): LibraryState => {
  const shelf: Shelf = { states: new Map(), holders: new Map() };
  const listed = new Map<string, Instant>();
  for (const row of baseline.rows) {
    const name = nameOf(shelf, row.asset);
    listed.set(name, row.listed_at);
    place(shelf, name, { asset: row.asset, revision: row.revision, details: row.details }, row.listed_at);
  }
  const listedAt = (name: string): Instant => listed.get(name) ?? baseline.started_at;
  for (const event of eventsUntil(entries, at)) {
    if (event.kind === 'folder-moved') moveFolder(shelf, event, listedAt);
    else if (event.at > listedAt(nameOf(shelf, event))) applyToAsset(shelf, event);
  }
  return { assets: [...shelf.states.values()] };
};
