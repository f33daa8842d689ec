import { type Asset, fieldsOf } from '../library/asset.ts';
import { deliveryUrls } from '../library/delivery-url.ts';
import { mediaFields } from '../library/describe-asset.ts';
import { folderFields } from '../library/folder-mode.ts';
import { isoSeconds } from '../library/instants.ts';
import type { SimulatedCloud } from '../simulation.ts';
import { type Cause, emitEvent } from './emit-event.ts';

/** How an upload happened, as far as its notification reports it. */
export interface UploadCircumstances extends Cause {
  overwritten?: boolean;
  /** `overwrite: false` hit an existing asset, and nothing was stored. */
  existing?: boolean;
  /** What the answer of an `async` call has named its work. */
  batchId?: string | undefined;
  /** The call carried these. */
  carried?: { context: boolean; metadata: boolean };
}

/** What both the API's answer and the notification say about an uploaded asset; undefined is left out of both. */
export function uploadFields(cloud: SimulatedCloud, asset: Asset): Record<string, unknown> {
  return {
    ...fieldsOf(asset, 'asset_id', 'public_id', 'version', 'version_id'),
    ...mediaFields(asset),
    resource_type: asset.resource_type,
    created_at: isoSeconds(asset.created_at),
    tags: asset.tags,
    bytes: asset.original.length,
    type: asset.type,
    etag: asset.original.md5,
    placeholder: false,
    ...deliveryUrls(cloud, asset),
    ...folderFields(cloud, asset),
    ...fieldsOf(asset, 'access_control', 'access_mode', 'original_filename'),
  };
}

/** Emits `upload`: the fields of the answer without `signature`, with context and metadata only as the behaviour says. */
export function notifyUpload(
  cloud: SimulatedCloud,
  asset: Asset,
  { overwritten, existing, carried, batchId, ...cause }: UploadCircumstances,
): void {
  const { behaviour } = cloud;
  const { context, metadata } = behaviour.uploadNotificationCarries;
  const fields = uploadFields(cloud, asset);
  if (behaviour.notificationsOmitVersionId) delete fields['version_id'];
  if (context && carried?.context) fields['context'] = { custom: asset.context };
  if (metadata && carried?.metadata) fields['metadata'] = asset.metadata;
  if (overwritten && behaviour.overwrittenInNotification) fields['overwritten'] = true;
  if (existing) fields['existing'] = true;
  if (behaviour.batchIdInNotification && batchId) fields['batch_id'] = batchId;
  fields['api_key'] = cause.apiKey;
  emitEvent(cloud, { type: 'upload', fields, envelope: 'timed', ...cause });
}

/** Emits the `upload` of an `async` call that failed: nothing but the error and the id that its answer gave. */
export function notifyFailedUpload(
  cloud: SimulatedCloud,
  message: string,
  { batchId, ...cause }: Cause & { batchId: string },
): void {
  const fields = { error: { message }, batch_id: batchId };
  emitEvent(cloud, { type: 'upload', fields, envelope: 'bare', ...cause });
}

/** Emits `restore_asset_version`, whose body is unpublished: the fields are a behaviour. */
export function notifyRestore(cloud: SimulatedCloud, asset: Asset, cause: Cause): void {
  const { restoreBody } = cloud.behaviour;
  const known = Object.entries(uploadFields(cloud, asset));
  const fields = Object.fromEntries(known.filter(([name]) => restoreBody.includes(name)));
  emitEvent(cloud, { type: 'restore_asset_version', fields, envelope: 'timed', ...cause });
}
