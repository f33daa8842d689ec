import type { Environment } from '../environment.ts';
import type { Asset } from '../library/asset.ts';
import { deliveryUrls } from '../library/delivery-url.ts';
import { folderFields, mediaFields } from '../library/describe-asset.ts';
import { isoSeconds } from '../library/iso-seconds.ts';
import { emitEvent } from './emit-event.ts';

/** How an upload came about, as far as its notification tells. */
export interface UploadCircumstances {
  apiKey: string;
  notificationUrl?: string | undefined;
  overwritten?: boolean;
  /** `overwrite: false` hit an existing asset, and nothing was stored. */
  existing?: boolean;
  /** The call carried these. */
  carried?: { context: boolean; metadata: boolean };
}

/** What both the API's answer and the notification say about an uploaded asset. */
export function uploadFields(environment: Environment, asset: Asset): Record<string, unknown> {
  return {
    asset_id: asset.assetId,
    public_id: asset.publicId,
    version: asset.version,
    version_id: asset.versionId,
    ...mediaFields(asset),
    resource_type: asset.resourceType,
    created_at: isoSeconds(asset.createdAt),
    tags: [...asset.tags],
    bytes: asset.original.length,
    type: asset.type,
    etag: asset.original.md5,
    placeholder: false,
    ...deliveryUrls(environment, asset),
    ...folderFields(environment, asset),
    ...(asset.accessControl === undefined ? {} : { access_control: asset.accessControl }),
    ...(asset.originalFilename === undefined ? {} : { original_filename: asset.originalFilename }),
  };
}

/** Emits `upload`: the fields of the answer without `signature`, and of context and metadata only what is asked for. */
export function notifyUpload(environment: Environment, asset: Asset, circumstances: UploadCircumstances): void {
  const { behaviour } = environment.simulation;
  const { context, metadata } = behaviour.uploadNotificationCarries;
  const fields = uploadFields(environment, asset);
  if (behaviour.notificationsOmitVersionId) delete fields['version_id'];
  if (context && circumstances.carried?.context) fields['context'] = { custom: { ...asset.context } };
  if (metadata && circumstances.carried?.metadata) fields['metadata'] = { ...asset.metadata };
  if (circumstances.overwritten && behaviour.overwrittenInNotification) fields['overwritten'] = true;
  if (circumstances.existing) fields['existing'] = true;
  fields['api_key'] = circumstances.apiKey;
  const { apiKey, notificationUrl } = circumstances;
  emitEvent(environment, { type: 'upload', fields, envelope: 'timed', apiKey, notificationUrl });
}
