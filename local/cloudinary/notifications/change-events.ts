import type { Behaviour } from '../behaviour.ts';
import { type Asset, fieldsOf } from '../library/asset.ts';
import type { AssetDetails } from '../library/asset-details.ts';
import { folderFields } from '../library/folder-mode.ts';
import type { SimulatedCloud } from '../simulation.ts';
import { type Cause, type Event, emitEvent } from './emit-event.ts';

/** Emits `delete`, many assets to a body. */
export function notifyDelete(cloud: SimulatedCloud, assets: readonly Asset[], cause: Cause): void {
  const { deleteNotificationSize } = cloud.behaviour;
  for (let from = 0; from < assets.length; from += deleteNotificationSize) {
    const resources = assets.slice(from, from + deleteNotificationSize).map((asset) => ({
      ...fieldsOf(asset, 'resource_type', 'type', 'asset_id', 'public_id', 'version'),
      ...folderFields(cloud, asset),
    }));
    emitEvent(cloud, { type: 'delete', fields: { resources }, envelope: 'plain', ...cause });
  }
}

/** Emits `rename`, which has neither a version nor the previous delivery type of the asset. */
export function notifyRename(cloud: SimulatedCloud, asset: Asset, from: string, cause: Cause): void {
  const fields = {
    ...fieldsOf(asset, 'resource_type', 'type', 'asset_id'),
    ...folderFields(cloud, asset),
    from_public_id: from,
    to_public_id: asset.public_id,
  };
  emitEvent(cloud, { type: 'rename', fields, envelope: 'timed', ...cause });
}

/** An asset as it is now, and as it was before a change. */
export interface Change {
  asset: Asset;
  before: Asset;
}

/** How the change of one detail is described. */
interface ChangeEvent extends Pick<Event, 'type' | 'envelope'> {
  /** Whether its assets are in an array; otherwise they are in an object keyed by public_id. */
  inArray?: true;
  /** What it says of an asset besides the identity; undefined when nothing has really changed. */
  describe(asset: Asset, before: Asset, behaviour: Behaviour): object | undefined;
}

function contextChange({ context }: Asset, { context: old }: Asset, { contextChangeForm }: Behaviour) {
  const asMaps = contextChangeForm === 'maps';
  const form = (values: [string, string][]) =>
    asMaps ? Object.fromEntries(values) : values.map(([name, value]) => ({ name, value }));
  const now = Object.entries(context);
  const added = now.filter(([name]) => !(name in old));
  const updated = now.filter(([name, value]) => name in old && old[name] !== value);
  const gone = Object.entries(old).filter(([name]) => !(name in context));
  if (added.length + updated.length + gone.length === 0) return undefined;
  const removed = asMaps ? gone.map(([name]) => name) : form(gone);
  return { added: form(added), removed, updated: form(updated) };
}

/** The events by the detail that changed, in the order in which one call emits them. */
const CHANGE_EVENTS = {
  asset_folder: {
    type: 'move',
    envelope: 'sourced',
    describe: ({ asset_folder, display_name }, before) => ({
      from_asset_folder: before.asset_folder,
      to_asset_folder: asset_folder,
      display_name,
    }),
  },
  display_name: {
    type: 'resource_display_name_changed',
    envelope: 'timed',
    describe: ({ public_id, asset_folder, display_name }, before) => ({
      public_id,
      asset_folder,
      previous_display_name: before.display_name,
      new_display_name: display_name,
    }),
  },
  tags: {
    type: 'resource_tags_changed',
    envelope: 'sourced',
    inArray: true,
    describe({ public_id, tags }, before) {
      const added = tags.filter((tag) => !before.tags.includes(tag));
      const removed = before.tags.filter((tag) => !tags.includes(tag));
      return added.length + removed.length > 0 ? { public_id, added, removed } : undefined;
    },
  },
  context: { type: 'resource_context_changed', envelope: 'sourced', describe: contextChange },
  metadata: {
    type: 'resource_metadata_changed',
    envelope: 'sourced',
    describe: ({ metadata }, before) => ({ previous_metadata: before.metadata, new_metadata: metadata }),
  },
  access_control: {
    type: 'access_control_changed',
    envelope: 'sourced',
    inArray: true,
    describe: ({ public_id, access_control }, before) => ({
      public_id,
      previous_access_control: before.access_control ?? [],
      new_access_control: access_control ?? [],
    }),
  },
} as const satisfies { [Detail in keyof AssetDetails]: ChangeEvent };

/** A detail whose change notifies. */
export type NotifiedDetail = keyof typeof CHANGE_EVENTS;

/** Whether a detail of an asset has changed. */
export function hasChanged({ asset, before }: Change, detail: NotifiedDetail): boolean {
  return JSON.stringify(asset[detail]) !== JSON.stringify(before[detail]);
}

/** Emits one event for all assets whose detail has changed, if there are any. */
export function notifyChange(
  cloud: SimulatedCloud,
  detail: NotifiedDetail,
  changes: readonly Change[],
  cause: Cause,
): void {
  const { type, envelope, inArray, describe }: ChangeEvent = CHANGE_EVENTS[detail];
  const changed = changes.flatMap((change) => {
    const { asset, before } = change;
    const fields = hasChanged(change, detail) && describe(asset, before, cloud.behaviour);
    return fields
      ? [[asset.public_id, { ...fieldsOf(asset, 'asset_id', 'resource_type', 'type'), ...fields }] as const]
      : [];
  });
  if (changed.length === 0) return;
  const resources = inArray ? changed.map(([, fields]) => fields) : Object.fromEntries(changed);
  emitEvent(cloud, { type, fields: { resources }, envelope, ...cause });
}

/** Emits the events of every detail of one asset that has changed. */
export function notifyChanges(cloud: SimulatedCloud, change: Change, cause: Cause): void {
  // `Object.keys` forgets which names these are.
  const details = Object.keys(CHANGE_EVENTS) as NotifiedDetail[];
  for (const detail of details) notifyChange(cloud, detail, [change], cause);
}
