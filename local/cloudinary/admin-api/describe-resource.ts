import type { Params } from '../http/params.ts';
import { type Asset, fieldsOf, isPlaceholder } from '../library/asset.ts';
import { deliveryUrls } from '../library/delivery-url.ts';
import { folderFields, mediaFields, valueFields } from '../library/describe-asset.ts';
import { isoSeconds } from '../library/instants.ts';
import type { ProductEnvironment } from '../simulation.ts';

/** Fields that an answer carries only on request. */
const OPTIONAL = ['tags', 'context', 'metadata', 'moderations'] as const;

/** What a caller wants of each asset. */
export interface WantedFields {
  optional: readonly (typeof OPTIONAL)[number][];
  /** Nothing but these fields and the identity; every field where it is empty. */
  only: readonly string[];
}

/** All that there is. */
export const EVERYTHING: WantedFields = { optional: OPTIONAL, only: [] };

/** What the parameters of a listing ask for. */
export function wantedIn(params: Params): WantedFields {
  return {
    optional: OPTIONAL.filter((name) => params.flag(name)),
    only: params.list('fields').flatMap((fields) => fields.split(',')),
  };
}

/** One item of a listing or a search (members: asset-management-js, components/info.ts): there is no `version_id`. */
export function describeResource(
  environment: ProductEnvironment,
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
    ...folderFields(environment, asset),
    status: asset.deletedAt ? 'deleted' : 'active',
    access_mode: 'public',
    access_control: asset.access_control,
    ...deliveryUrls(environment, asset),
    ...(placeholder && { placeholder }),
    etag: environment.behaviour.listingOmitsEtag ? undefined : asset.original.md5,
    tags: optional.includes('tags') ? asset.tags : undefined,
    context: optional.includes('context') ? context : undefined,
    metadata: optional.includes('metadata') ? metadata : undefined,
    ...(moderated && { moderation_kind: moderated.kind, moderation_status: moderated.status }),
  };
  if (only.length === 0) return described;
  const names = ['asset_id', 'public_id', ...only];
  return Object.fromEntries(Object.entries(described).filter(([name]) => names.includes(name)));
}
