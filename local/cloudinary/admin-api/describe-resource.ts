import type { Params } from '../http/params.ts';
import { ApiError } from '../http/reply.ts';
import { type Asset, fieldsOf, isPlaceholder } from '../library/asset.ts';
import { deliveryUrls } from '../library/delivery-url.ts';
import { mediaFields, tagsField, valueFields } from '../library/describe-asset.ts';
import { folderFields } from '../library/folder-mode.ts';
import { isoSeconds } from '../library/instants.ts';
import type { SimulatedCloud } from '../simulation.ts';

/** Fields that an answer has only on request. */
const OPTIONAL = ['tags', 'context', 'metadata', 'moderations'] as const;

/** What else `fields` may name. */
const STANDARD = [
  ...['asset_id', 'public_id', 'format', 'version', 'resource_type', 'type', 'created_at', 'uploaded_at', 'bytes'],
  ...['backup', 'backup_bytes', 'width', 'height', 'duration', 'asset_folder', 'folder', 'display_name', 'status'],
  ...['access_mode', 'access_control', 'url', 'secure_url', 'placeholder', 'etag'],
];

/** What a caller wants of each asset. */
export interface WantedFields {
  optional: readonly (typeof OPTIONAL)[number][];
  /** Only these fields and the identity; empty for every field. */
  only: readonly string[];
}

/** Every field. */
export const EVERYTHING: WantedFields = { optional: OPTIONAL, only: [] };

/** What the parameters of a listing ask for; naming a field in `fields` asks for it, too. */
export function wantedIn(params: Params): WantedFields {
  const only = params
    .list('fields')
    .flatMap((fields) => fields.split(','))
    .filter((field) => field !== '');
  const unknown = only.find((field) => ![...STANDARD, ...OPTIONAL].includes(field));
  if (unknown !== undefined) throw new ApiError(400, `Not simulated: fields ${unknown}`);
  return { optional: OPTIONAL.filter((name) => params.flag(name) || only.includes(name)), only };
}

/** One item of a listing or a search (members: asset-management-js, components/info.ts): there is no `version_id`. */
export function describeResource(
  cloud: SimulatedCloud,
  asset: Asset,
  { optional, only }: WantedFields,
): Record<string, unknown> {
  const placeholder = isPlaceholder(asset);
  const kept = asset.backups.filter((copy) => copy.ready);
  const { width, height, format, duration } = mediaFields(asset);
  const { context, metadata } = valueFields(asset);
  const [moderation] = asset.moderation;
  const moderated = optional.includes('moderations') && moderation;
  const described: Record<string, unknown> = {
    ...fieldsOf(asset, 'asset_id', 'public_id'),
    format,
    ...fieldsOf(asset, 'version', 'resource_type', 'type'),
    created_at: isoSeconds(asset.created_at),
    uploaded_at: isoSeconds(asset.uploaded_at),
    bytes: placeholder ? 0 : asset.original.length,
    ...(kept.length > 0 && { backup: true, backup_bytes: kept.reduce((sum, copy) => sum + copy.bytes, 0) }),
    width,
    height,
    duration,
    ...folderFields(cloud, asset),
    status: asset.deletedAt ? 'deleted' : 'active',
    access_mode: asset.access_mode ?? 'public',
    access_control: asset.access_control,
    ...deliveryUrls(cloud, asset),
    ...(placeholder && { placeholder }),
    etag: cloud.behaviour.listingOmitsEtag ? undefined : asset.original.md5,
    ...(optional.includes('tags') && tagsField(asset)),
    context: optional.includes('context') ? context : undefined,
    metadata: optional.includes('metadata') ? metadata : undefined,
    ...(moderated && { moderation_kind: moderated.kind, moderation_status: moderated.status }),
  };
  if (only.length === 0) return described;
  const names = ['asset_id', 'public_id', ...only, ...(moderated ? ['moderation_kind', 'moderation_status'] : [])];
  return Object.fromEntries(Object.entries(described).filter(([name]) => names.includes(name)));
}
