import type { OriginalBytes } from '../bytes/original-bytes.ts';
import type { ProductEnvironment } from '../simulation.ts';
import { type Asset, isPlaceholder } from './asset.ts';
import { deliveryUrls } from './delivery-url.ts';
import { isoSeconds } from './instants.ts';

type Instant = 'created_at' | 'uploaded_at';

/** An asset with every field that Cloudinary knows, for comparison field by field; with the bytes of its newest revision. */
export interface LibraryAsset
  extends Omit<Asset, Instant | 'moderation' | 'withdrawn' | 'deletedAt' | 'backups' | 'sequence'>,
    Record<Instant | 'etag' | 'url' | 'secure_url', string> {
  bytes: number;
  placeholder: boolean;
}

/** Everything about an asset, for test oracles; a copy, which later changes do not touch. */
export function describeLibraryAsset(environment: ProductEnvironment, asset: Asset): LibraryAsset {
  const { moderation, withdrawn, deletedAt, backups, sequence, ...fields } = asset;
  return {
    ...fields,
    etag: asset.original.md5,
    bytes: asset.original.length,
    created_at: isoSeconds(asset.created_at),
    uploaded_at: isoSeconds(asset.uploaded_at),
    placeholder: isPlaceholder(asset),
    ...deliveryUrls(environment, asset),
  };
}

/** Folder and display name; fixed-folder environments send `folder` instead. */
export function folderFields(environment: ProductEnvironment, asset: Asset): Record<string, unknown> {
  const { asset_folder, display_name, public_id } = asset;
  if (environment.settings.folderMode !== 'fixed') return { asset_folder, display_name };
  return { folder: public_id.slice(0, Math.max(public_id.lastIndexOf('/'), 0)) };
}

/** Context, in the container that answers give it, and metadata; undefined where there is none. */
export function valueFields({ context, metadata }: Asset): Record<string, unknown> {
  return {
    context: Object.keys(context).length > 0 ? { custom: context } : undefined,
    metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
  };
}

/**
 * Width and height as Cloudinary would report them: read from a PNG or GIF header, and for any other bytes
 * (tests upload whatever they like as an image) derived from the MD5, so that they stay the same.
 */
function dimensionsOf({ length, md5, read }: OriginalBytes): { width: number; height: number } {
  const [head = Buffer.alloc(0)] = read(0, Math.min(24, length));
  if (head.length >= 24 && head.toString('latin1', 1, 4) === 'PNG') {
    return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
  }
  if (head.length >= 10 && head.toString('latin1', 0, 3) === 'GIF') {
    return { width: head.readUInt16LE(6), height: head.readUInt16LE(8) };
  }
  const made = (from: number) => 100 + Number.parseInt(md5.slice(from, from + 3), 16);
  return { width: made(0), height: made(3) };
}

/** Fields that depend on the kind of file: none for raw. */
export function mediaFields(asset: Asset): Record<string, unknown> {
  if (asset.resource_type === 'raw') return {};
  const size = { ...dimensionsOf(asset.original), format: asset.format };
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
