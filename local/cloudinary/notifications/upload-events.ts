import { type Asset, fieldsOf } from '../library/asset.ts';
import { deliveryUrls } from '../library/delivery-url.ts';
import { folderFields, mediaFields } from '../library/describe-asset.ts';
import { isoSeconds } from '../library/instants.ts';
import type { ProductEnvironment } from '../simulation.ts';
import { type Cause, emitEvent } from './emit-event.ts';

/** How an upload came about, as far as its notification tells. */
export interface UploadCircumstances extends Cause {
  overwritten?: boolean;
  /** `overwrite: false` hit an existing asset, and nothing was stored. */
  existing?: boolean;
  /** The call carried these. */
  carried?: { context: boolean; metadata: boolean };
}

/** What both the API's answer and the notification say about an uploaded asset; undefined is left out of both. */
export function uploadFields(environment: ProductEnvironment, asset: Asset): Record<string, unknown> {
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
    ...deliveryUrls(environment, asset),
    ...folderFields(environment, asset),
    ...fieldsOf(asset, 'access_control', 'original_filename'),
  };
}

/** Emits `upload`: the fields of the answer without `signature`, and of context and metadata only what is asked for. */
export function notifyUpload(
  environment: ProductEnvironment,
  asset: Asset,
  { overwritten, existing, carried, ...cause }: UploadCircumstances,
): void {
  const { behaviour } = environment;
  const { context, metadata } = behaviour.uploadNotificationCarries;
  const fields = uploadFields(environment, asset);
  if (behaviour.notificationsOmitVersionId) delete fields['version_id'];
  if (context && carried?.context) fields['context'] = { custom: asset.context };
  if (metadata && carried?.metadata) fields['metadata'] = asset.metadata;
  if (overwritten && behaviour.overwrittenInNotification) fields['overwritten'] = true;
  if (existing) fields['existing'] = true;
  fields['api_key'] = cause.apiKey;
  emitEvent(environment, { type: 'upload', fields, envelope: 'timed', ...cause });
}

/** Emits `restore_asset_version`, whose body is unpublished: the fields are a behaviour. */
export function notifyRestore(environment: ProductEnvironment, asset: Asset, cause: Cause): void {
  const { restoreBody } = environment.behaviour;
  const known = Object.entries(uploadFields(environment, asset));
  const fields = Object.fromEntries(known.filter(([name]) => restoreBody.includes(name)));
  emitEvent(environment, { type: 'restore_asset_version', fields, envelope: 'timed', ...cause });
}
