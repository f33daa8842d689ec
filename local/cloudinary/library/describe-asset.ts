import type { SimulatedCloud } from '../simulation.ts';
import { type Asset, isPlaceholder } from './asset.ts';
import { deliveryUrls } from './delivery-url.ts';
import { folderFields } from './folder-mode.ts';
import { imageDimensions } from './image-dimensions.ts';
import { isoSeconds } from './instants.ts';

type Instant = 'created_at' | 'uploaded_at';
type FolderField = 'asset_folder' | 'display_name';

/** An asset with every field that Cloudinary knows, for comparison field by field; with the bytes of its newest revision. */
export interface LibraryAsset
  extends Omit<Asset, Instant | FolderField | 'moderation' | 'withdrawn' | 'deletedAt' | 'backups' | 'sequence'>,
    Record<Instant | 'etag' | 'url' | 'secure_url', string>,
    Partial<Record<FolderField | 'folder', string>> {
  bytes: number;
  placeholder: boolean;
}

/** Everything about an asset, for test oracles. A copy: later changes do not touch it. */
export function describeLibraryAsset(cloud: SimulatedCloud, asset: Asset): LibraryAsset {
  const { moderation, withdrawn, deletedAt, backups, sequence, asset_folder, display_name, ...fields } = asset;
  return {
    ...fields,
    ...folderFields(cloud, asset),
    etag: asset.original.md5,
    bytes: asset.original.length,
    created_at: isoSeconds(asset.created_at),
    uploaded_at: isoSeconds(asset.uploaded_at),
    placeholder: isPlaceholder(asset),
    ...deliveryUrls(cloud, asset),
  };
}

/** Tags in alphabetical order; without any, the key is absent. */
export function tagsField({ tags }: Asset): Record<string, unknown> {
  return tags.length > 0 ? { tags: tags.toSorted() } : {};
}

/** Every moderation of an asset and its decision; undefined where there is none. */
export function moderationField({ moderation }: Asset): Record<string, unknown> {
  const decisions = moderation.map(({ kind, status, updatedAt }) => ({
    kind,
    status,
    updated_at: isoSeconds(updatedAt),
  }));
  return { moderation: decisions.length > 0 ? decisions : undefined };
}

/** Context, in the container that answers give it, and metadata; undefined where there is none. */
export function valueFields({ context, metadata }: Asset): Record<string, unknown> {
  return {
    context: Object.keys(context).length > 0 ? { custom: context } : undefined,
    metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
  };
}

/** Fields that depend on the kind of file: none for raw. */
export function mediaFields(asset: Asset): Record<string, unknown> {
  if (asset.resource_type === 'raw') return {};
  const size = { ...imageDimensions(asset.original), format: asset.format };
  if (asset.resource_type === 'image') return asset.format === 'pdf' ? { ...size, pages: 1 } : size;
  return {
    ...size,
    audio: { codec: 'aac', frequency: 48000, channels: 2 },
    video: { codec: 'h264', pix_format: 'yuv420p', bit_rate: '4980000' },
    frame_rate: 25,
    bit_rate: 5120000,
    duration: 12.5,
    rotation: 0,
    nb_frames: 312,
    pages: 0,
  };
}
