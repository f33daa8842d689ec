import type { Environment } from '../environment.ts';
import type { Asset } from '../library/asset.ts';
import { folderFields } from '../library/describe-asset.ts';
import { emitEvent } from './emit-event.ts';

/** Who changed something. */
export interface Cause {
  apiKey: string;
  notificationUrl?: string | undefined;
}

function shortIdentity(asset: Asset) {
  return {
    asset_id: asset.assetId,
    resource_type: asset.resourceType,
    type: asset.type,
  };
}

/** Emits `delete`, many assets to a body. */
export function notifyDelete(environment: Environment, assets: readonly Asset[], cause: Cause): void {
  const { deleteNotificationSize } = environment.simulation.behaviour;
  for (let from = 0; from < assets.length; from += deleteNotificationSize) {
    const resources = assets.slice(from, from + deleteNotificationSize).map((asset) => ({
      resource_type: asset.resourceType,
      type: asset.type,
      asset_id: asset.assetId,
      public_id: asset.publicId,
      version: asset.version,
      ...folderFields(environment, asset),
    }));
    emitEvent(environment, { type: 'delete', fields: { resources }, envelope: 'plain', ...cause });
  }
}

/** Emits `rename`, which tells neither a version nor the delivery type that the asset had before. */
export function notifyRename(environment: Environment, asset: Asset, from: string, cause: Cause): void {
  const fields = {
    resource_type: asset.resourceType,
    type: asset.type,
    asset_id: asset.assetId,
    ...folderFields(environment, asset),
    from_public_id: from,
    to_public_id: asset.publicId,
  };
  emitEvent(environment, { type: 'rename', fields, envelope: 'timed', ...cause });
}

/** Emits `move`: an object keyed by public_id. */
export function notifyMove(environment: Environment, asset: Asset, from: string, cause: Cause): void {
  const moved = {
    ...shortIdentity(asset),
    from_asset_folder: from,
    to_asset_folder: asset.assetFolder,
    display_name: asset.displayName,
  };
  emitEvent(environment, {
    type: 'move',
    fields: { resources: { [asset.publicId]: moved } },
    envelope: 'sourced',
    ...cause,
  });
}

/** Emits `resource_display_name_changed`: an object keyed by public_id. */
export function notifyDisplayName(environment: Environment, asset: Asset, previous: string, cause: Cause): void {
  const changed = {
    ...shortIdentity(asset),
    public_id: asset.publicId,
    asset_folder: asset.assetFolder,
    previous_display_name: previous,
    new_display_name: asset.displayName,
  };
  const fields = { resources: { [asset.publicId]: changed } };
  emitEvent(environment, { type: 'resource_display_name_changed', fields, envelope: 'timed', ...cause });
}

/** Emits `access_control_changed`: an array. */
export function notifyAccessControl(environment: Environment, asset: Asset, previous: unknown, cause: Cause): void {
  const changed = {
    ...shortIdentity(asset),
    public_id: asset.publicId,
    previous_access_control: previous ?? [],
    new_access_control: asset.accessControl ?? [],
  };
  emitEvent(environment, {
    type: 'access_control_changed',
    fields: { resources: [changed] },
    envelope: 'sourced',
    ...cause,
  });
}
