import { type AssetReference, identityText, referenceOf } from '../asset/asset.ts';
import type { Instant } from '../text/instant.ts';
import { withoutOuterSlashes } from '../text/without-outer-slashes.ts';
import { type AssetEvent, applyEvent } from './apply-event.ts';
import { eventsUntil, isOfVerify } from './event-order.ts';
import type { FolderMovedEntry, JournalEntry } from './journal-entry.ts';
import type { AssetState, Baseline, InventoryRow, LibraryState } from './library-state.ts';

/** The assets while events are applied to them, and which existing asset holds each identity. */
interface Shelf {
  readonly states: Map<string, AssetState>;
  readonly holders: Map<string, string>;
}

function emptyState(asset: AssetReference): AssetState {
  return { asset, details: {} };
}

/** Its asset_id. For a body from before 2021, which has none: the asset that holds its identity, else a free name. */
function nameOf(shelf: Shelf, asset: AssetReference): string {
  const identity = identityText(asset);
  let name = asset.asset_id ?? shelf.holders.get(identity) ?? identity;
  // The name may belong to an asset that has been renamed since and exists under another identity.
  while (asset.asset_id === undefined && livesElsewhere(shelf, name, identity)) name += '+';
  return name;
}

function livesElsewhere(shelf: Shelf, name: string, identity: string): boolean {
  const state = shelf.states.get(name);
  return state !== undefined && identityText(state.asset) !== identity;
}

/** The state from bodies without asset_id; from here on, the asset is known by its id. */
function withoutItsId(shelf: Shelf, asset: AssetReference): AssetState | undefined {
  const identity = identityText(asset);
  const name = shelf.holders.get(identity) ?? '';
  const state = shelf.states.get(name);
  if (state === undefined || state.asset.asset_id !== undefined) return undefined;
  shelf.states.delete(name);
  shelf.holders.delete(identity);
  return state;
}

/** Puts an asset under its present identity. Any other asset there was replaced, whether that was reported or not. */
function place(shelf: Shelf, name: string, state: AssetState, at: Instant): void {
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
}

/** Whether an event can bring back a deleted asset; others do not concern it. */
function revives(event: AssetEvent): boolean {
  return event.kind === 'revision' || event.kind === 'observed';
}

function applyToAsset(shelf: Shelf, event: AssetEvent): void {
  const asset = referenceOf(event);
  const name = nameOf(shelf, asset);
  if (isOfVerify(event)) {
    // It names the asset as it was called then, and does not record that it exists, or under which name.
    const verified = shelf.states.get(name);
    if (verified !== undefined) shelf.states.set(name, applyEvent(verified, event));
    return;
  }
  const known = shelf.states.get(name) ?? withoutItsId(shelf, asset);
  if (known?.deleted_at !== undefined && !revives(event)) return;
  // Every event names its asset as it was called at the time, which reveals unreported renames.
  const state = known === undefined ? emptyState(asset) : { ...known, asset: { ...known.asset, ...asset } };
  place(shelf, name, applyEvent(state, event), event.at);
}

function isBelow(folder: string, path: string): boolean {
  return folder === path || folder.startsWith(`${path}/`);
}

function moveFolder(shelf: Shelf, event: FolderMovedEntry): void {
  const from = withoutOuterSlashes(event.from_path);
  const to = withoutOuterSlashes(event.to_path);
  for (const [name, state] of shelf.states) {
    const folder = state.details.asset_folder;
    if (folder === undefined || !isBelow(folder, from)) continue;
    const asset_folder = `${to}${folder.slice(from.length)}`.replace(/^\//, '');
    shelf.states.set(name, { ...state, details: { ...state.details, asset_folder } });
  }
}

/** An asset as it was listed, whatever earlier events recorded of it. */
function placeRow(shelf: Shelf, { asset, revision, details, listed_at }: InventoryRow): void {
  withoutItsId(shelf, asset);
  place(shelf, nameOf(shelf, asset), { asset, revision, details }, listed_at);
}

/**
 * The library as it was at a moment: an inventory, with every event since then applied to it. The order of the entries
 * and how often each comes make no difference.
 *
 * @param baseline the newest inventory that finished before the moment; each of its rows holds as of its `listed_at`
 * @param entries those of the journal from the hour in which the inventory started until now, because an entry may be
 * written long after its event
 * @param at events after this moment do not count
 */
export function foldLibrary(baseline: Baseline, entries: Iterable<JournalEntry>, at: Instant): LibraryState {
  const shelf: Shelf = { states: new Map(), holders: new Map() };
  // Rows are placed among the events by time: while the listing ran, one asset may have taken the name of another, and
  // each of the two may have been listed before or after that.
  const rows = baseline.rows.toSorted((a, b) => (a.listed_at <= b.listed_at ? -1 : 1));
  let placed = 0;
  const placeRows = (isDue: (row: InventoryRow) => boolean): void => {
    for (let row = rows[placed]; row !== undefined && isDue(row); row = rows[placed]) {
      placeRow(shelf, row);
      placed += 1;
    }
  };
  for (const event of eventsUntil(entries, at)) {
    if (event.at <= baseline.started_at) continue;
    // An entry of verify about a row has the row's time.
    placeRows((row) => row.listed_at < event.at || (isOfVerify(event) && row.listed_at === event.at));
    if (event.kind === 'folder-moved') moveFolder(shelf, event);
    else applyToAsset(shelf, event);
  }
  placeRows(() => true);
  return { assets: [...shelf.states.values()] };
}
