import type { OriginalBytes } from '../bytes/original-bytes.ts';
import { ApiError } from '../http/reply.ts';
import { resolveMetadata } from '../product-environment/resolve-metadata.ts';
import type { SimulatedCloud } from '../simulation.ts';
import { type Asset, fieldsOf, type Identity, type ResourceType } from './asset.ts';
import type { AssetDetails } from './asset-details.ts';
import { placeInFolder } from './folder-mode.ts';
import { unixSeconds } from './instants.ts';
import { type AcceptedUpload, REVISION_FIELDS } from './logs.ts';
import { refuseForbiddenPublicId } from './public-id-rules.ts';
import { refuseOversized } from './size-limits.ts';

/** What an upload stores, once everything about it is decided. */
export interface Upload extends Identity {
  resource_type: ResourceType;
  format: string | undefined;
  original: OriginalBytes;
  details: AssetDetails;
  original_filename?: string | undefined;
  /** The `backup` parameter: overrides the cloud's setting. */
  backup?: boolean | undefined;
  /** When it was uploaded, if not now. */
  at?: Date | undefined;
}

/** Throws a 400 for a file that no upload may store under this identity, whichever way it comes. */
export function refuseUnstorable(
  cloud: SimulatedCloud,
  { resource_type, public_id }: Pick<Upload, 'resource_type' | 'public_id'>,
  { length }: OriginalBytes,
): void {
  if (length === 0) throw new ApiError(400, 'Empty file');
  refuseOversized(cloud, resource_type, length);
  if (!cloud.behaviour.lenientPublicIds) refuseForbiddenPublicId(public_id);
}

/** A new asset, but for what `storeUpload` sets at every upload. */
function newAsset(cloud: SimulatedCloud, upload: Upload, now: Date): Asset {
  const { random, behaviour, library } = cloud;
  const { resource_type, type, public_id, format, original } = upload;
  const revived = behaviour.reuploadRevivesAssetId ? library.deleted(upload) : undefined;
  return {
    asset_id: revived?.asset_id ?? random.hex(32),
    resource_type,
    type,
    public_id,
    version: 0,
    version_id: '',
    format,
    original,
    created_at: now,
    uploaded_at: now,
    tags: [],
    context: {},
    metadata: {},
    asset_folder: '',
    display_name: public_id.slice(public_id.lastIndexOf('/') + 1),
    access_control: undefined,
    access_mode: undefined,
    original_filename: undefined,
    custom_coordinates: undefined,
    face_coordinates: undefined,
    moderation: [],
    withdrawn: false,
    deletedAt: undefined,
    backups: revived?.backups ?? [],
    sequence: library.nextSequence(),
  };
}

/** Records a new revision of an asset. */
export function logUpload(cloud: SimulatedCloud, asset: Asset, at: Date): void {
  const { md5, length: bytes } = asset.original;
  const entry: AcceptedUpload = { at, ...fieldsOf(asset, ...REVISION_FIELDS), md5, bytes };
  cloud.uploads.push(entry);
  cloud.currentUploads.set(asset.asset_id, entry);
}

/** Records that the current revision of an asset is gone, and why. */
export function endRevision(cloud: SimulatedCloud, asset: Asset, why: 'supersededAt' | 'deletedAt'): void {
  const entry = cloud.currentUploads.get(asset.asset_id);
  if (entry) entry[why] = cloud.now();
  cloud.currentUploads.delete(asset.asset_id);
}

/** Stores a new asset, or a new revision of the one that has this identity. */
export function storeUpload(cloud: SimulatedCloud, upload: Upload): { asset: Asset; overwritten: boolean } {
  const { behaviour, library } = cloud;
  const { format, original, original_filename, details, at: now = cloud.now() } = upload;
  const existing = library.live(upload);
  const kept = behaviour.clearTagsOnOverwrite ? {} : existing?.metadata;
  const metadata = resolveMetadata(cloud.productEnvironment, kept ?? {}, details.metadata ?? {}, true);
  const unchanged = existing?.original.md5 === original.md5;
  if (existing) {
    endRevision(cloud, existing, 'supersededAt');
    if (behaviour.clearTagsOnOverwrite) Object.assign(existing, { tags: [], context: {}, metadata: {} });
  }
  const asset = existing ?? newAsset(cloud, upload, now);
  Object.assign(asset, {
    version: unixSeconds(now),
    version_id: cloud.random.hex(32),
    format,
    original,
    original_filename,
    uploaded_at: now,
    withdrawn: false,
    ...details,
    metadata,
  });
  placeInFolder(cloud, asset);
  library.add(asset);
  logUpload(cloud, asset, now);
  const wanted = upload.backup ?? Boolean(cloud.settings.nativeBackup);
  if (wanted && !(unchanged && behaviour.nativeBackupSkipsIdenticalBytes)) {
    cloud.nativeBackups.copy(cloud, asset);
  }
  return { asset, overwritten: existing !== undefined };
}

/** Deletes an asset; the caller notifies, because one notification may report many. */
export function deleteAsset(cloud: SimulatedCloud, asset: Asset): void {
  endRevision(cloud, asset, 'deletedAt');
  cloud.library.delete(asset, cloud.now());
}
