import type { Asset } from '../library/asset.ts';
import { extensionOf } from '../library/formats.ts';
import type { SimulatedCloud } from '../simulation.ts';
import { describeResource, EVERYTHING } from './describe-resource.ts';

/** Fields that a search gives of each asset unless it names others. */
const STANDARD = [
  ...['asset_id', 'public_id', 'asset_folder', 'folder', 'filename', 'display_name', 'format', 'version'],
  ...['resource_type', 'type', 'created_at', 'uploaded_at', 'bytes', 'backup', 'backup_bytes', 'width', 'height'],
  ...['duration', 'aspect_ratio', 'pixels', 'status', 'access_mode', 'access_control', 'url', 'secure_url'],
  ...['placeholder', 'etag'],
] as const;

/** Fields that a search gives only on request. */
const EXTRA = ['tags', 'context', 'metadata', 'image_metadata', 'image_analysis'] as const;

/** Every field that `fields` and `with_field` of a search may name. */
export const FOUND_FIELDS = [...STANDARD, ...EXTRA];

/** The name of one of them. */
export type FoundField = (typeof FOUND_FIELDS)[number];

/** Fields of every asset, whatever `fields` says (the Node SDK's own tests of search). */
const ALWAYS = ['asset_id', 'public_id', 'created_at', 'folder', 'resource_type', 'status', 'type'] as const;

/** Images of the simulation carry no embedded metadata, and their only faces are those that a caller has marked. */
function imageFields({ resource_type, face_coordinates: faces = [] }: Asset): Record<string, unknown> {
  if (resource_type !== 'image') return {};
  return { image_metadata: {}, image_analysis: { face_count: faces.length, faces } };
}

/** One asset that a search has found: its context is not in a container, and raw assets have a format, too. */
export function describeFound(
  cloud: SimulatedCloud,
  asset: Asset,
  { only, extra }: Record<'only' | 'extra', readonly FoundField[]>,
): Record<string, unknown> {
  const described = describeResource(cloud, asset, EVERYTHING);
  const { width, height } = described;
  const hasSize = typeof width === 'number' && typeof height === 'number';
  const { asset_folder, public_id } = asset;
  const all: Record<string, unknown> = {
    ...described,
    filename: public_id.slice(public_id.lastIndexOf('/') + 1),
    format: asset.format ?? extensionOf(public_id) ?? '',
    ...(hasSize && { aspect_ratio: width / height, pixels: width * height }),
    context: Object.keys(asset.context).length > 0 ? asset.context : undefined,
    ...imageFields(asset),
    ...(only.length > 0 && { folder: asset_folder }),
  };
  const names: readonly string[] = [...(only.length > 0 ? [...ALWAYS, ...only] : STANDARD), ...extra];
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}
