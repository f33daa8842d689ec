import type { OriginalBytes } from '../bytes/original-bytes.ts';
import type { Environment } from '../environment.ts';
import { type Asset, isPlaceholder } from './asset.ts';
import { deliveryUrls } from './delivery-url.ts';
import { dimensionsOf } from './dimensions.ts';
import { isoSeconds } from './iso-seconds.ts';

/** An asset with every field that Cloudinary knows, for comparison field by field. */
export interface LibraryAsset {
  asset_id: string;
  public_id: string;
  resource_type: string;
  type: string;
  version: number;
  version_id: string;
  format: string | undefined;
  etag: string;
  bytes: number;
  created_at: string;
  uploaded_at: string;
  tags: string[];
  context: Record<string, string>;
  metadata: Record<string, unknown>;
  asset_folder: string;
  display_name: string;
  access_control: unknown[] | undefined;
  original_filename: string | undefined;
  custom_coordinates: string | undefined;
  face_coordinates: string | undefined;
  placeholder: boolean;
  url: string;
  secure_url: string;
  /** The bytes of the newest revision. */
  original: OriginalBytes;
}

/** Everything about an asset, for test oracles; a copy, which later changes do not touch. */
export function describeLibraryAsset(environment: Environment, asset: Asset): LibraryAsset {
  return {
    asset_id: asset.assetId,
    public_id: asset.publicId,
    resource_type: asset.resourceType,
    type: asset.type,
    version: asset.version,
    version_id: asset.versionId,
    format: asset.format,
    etag: asset.original.md5,
    bytes: asset.original.length,
    created_at: isoSeconds(asset.createdAt),
    uploaded_at: isoSeconds(asset.uploadedAt),
    tags: [...asset.tags],
    context: { ...asset.context },
    metadata: { ...asset.metadata },
    asset_folder: asset.assetFolder,
    display_name: asset.displayName,
    access_control: asset.accessControl,
    original_filename: asset.originalFilename,
    custom_coordinates: asset.customCoordinates,
    face_coordinates: asset.faceCoordinates,
    placeholder: isPlaceholder(asset),
    ...deliveryUrls(environment, asset),
    original: asset.original,
  };
}

/** Folder and display name; fixed-folder environments send `folder` instead. */
export function folderFields(environment: Environment, asset: Asset): Record<string, unknown> {
  if (environment.settings.folderMode !== 'fixed') {
    return { asset_folder: asset.assetFolder, display_name: asset.displayName };
  }
  const slash = asset.publicId.lastIndexOf('/');
  return { folder: slash < 0 ? '' : asset.publicId.slice(0, slash) };
}

/** Fields that depend on the kind of file: none for raw. */
export function mediaFields(asset: Asset): Record<string, unknown> {
  if (asset.resourceType === 'raw') return {};
  const size = { ...dimensionsOf(asset.original), format: asset.format };
  if (asset.resourceType === 'image') return asset.format === 'pdf' ? { ...size, pages: 1 } : size;
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
