import type { Environment } from '../environment.ts';
import type { Params } from '../http/params.ts';
import { type Asset, isPlaceholder } from '../library/asset.ts';
import { deliveryUrls } from '../library/delivery-url.ts';
import { folderFields, mediaFields } from '../library/describe-asset.ts';
import { isoSeconds } from '../library/iso-seconds.ts';

/** Which optional fields an answer carries. */
export interface WantedFields {
  tags: boolean;
  context: boolean;
  metadata: boolean;
  moderations: boolean;
  /** Only these fields, and the identity. */
  only?: readonly string[];
}

const IDENTITY = ['asset_id', 'public_id'];

/** What a listing's parameters ask for. */
export function wantedIn(params: Params): WantedFields {
  const wanted: WantedFields = {
    tags: params.flag('tags') ?? false,
    context: params.flag('context') ?? false,
    metadata: params.flag('metadata') ?? false,
    moderations: params.flag('moderations') ?? false,
  };
  const only = params.list('fields').flatMap((fields) => fields.split(','));
  return only.length === 0 ? wanted : { ...wanted, only: [...IDENTITY, ...only] };
}

/** One item of a listing or a search (members: asset-management-js, components/info.ts): there is no `version_id`. */
export function describeResource(
  environment: Environment,
  asset: Asset,
  wanted: WantedFields,
): Record<string, unknown> {
  const placeholder = isPlaceholder(asset);
  const kept = asset.backups.filter((copy) => copy.ready);
  const { width, height, format, ...media } = mediaFields(asset);
  const [moderation] = asset.moderation;
  const described: Record<string, unknown> = {
    asset_id: asset.assetId,
    public_id: asset.publicId,
    ...(format === undefined ? {} : { format }),
    version: asset.version,
    resource_type: asset.resourceType,
    type: asset.type,
    created_at: isoSeconds(asset.createdAt),
    uploaded_at: isoSeconds(asset.uploadedAt),
    bytes: placeholder ? 0 : asset.original.length,
    ...(kept.length > 0 ? { backup: true, backup_bytes: kept.reduce((sum, copy) => sum + copy.bytes, 0) } : {}),
    ...(width === undefined ? {} : { width, height }),
    ...('duration' in media ? { duration: media['duration'] } : {}),
    ...folderFields(environment, asset),
    status: asset.deletedAt ? 'deleted' : 'active',
    access_mode: 'public',
    ...(asset.accessControl === undefined ? {} : { access_control: asset.accessControl }),
    ...deliveryUrls(environment, asset),
    ...(placeholder ? { placeholder: true } : {}),
    etag: asset.original.md5,
    ...(wanted.tags ? { tags: [...asset.tags] } : {}),
    ...(wanted.context && Object.keys(asset.context).length > 0 ? { context: { custom: { ...asset.context } } } : {}),
    ...(wanted.metadata && Object.keys(asset.metadata).length > 0 ? { metadata: { ...asset.metadata } } : {}),
    ...(wanted.moderations && moderation
      ? { moderation_kind: moderation.kind, moderation_status: moderation.status }
      : {}),
  };
  if (environment.simulation.behaviour.listingOmitsEtag) delete described['etag'];
  const { only } = wanted;
  if (!only) return described;
  return Object.fromEntries(Object.entries(described).filter(([name]) => only.includes(name)));
}
