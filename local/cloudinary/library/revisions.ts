import type { OriginalBytes } from '../bytes/original-bytes.ts';
import type { ProductEnvironment } from '../simulation.ts';
import { type Asset, fieldsOf, type Identity, type ResourceType } from './asset.ts';
import type { AssetDetails } from './asset-details.ts';
import { unixSeconds } from './instants.ts';
import { type AcceptedUpload, REVISION_FIELDS } from './logs.ts';

/** What an upload stores, once everything about it is decided. */
export interface Upload extends Identity {
  resource_type: ResourceType;
  format: string | undefined;
  original: OriginalBytes;
  details: AssetDetails;
  original_filename?: string | undefined;
  /** The `backup` parameter: overrides the environment's setting. */
  backup?: boolean | undefined;
  /** When it was uploaded, if not now. */
  at?: Date | undefined;
}

/** A new asset, but for what `storeUpload` sets at every upload. */
function newAsset(environment: ProductEnvironment, upload: Upload, now: Date): Asset {
  const { random, behaviour, library } = environment;
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

/** Notes a new revision of an asset. */
export function logUpload(environment: ProductEnvironment, asset: Asset, at: Date): void {
  const { md5, length: bytes } = asset.original;
  const entry: AcceptedUpload = { at, ...fieldsOf(asset, ...REVISION_FIELDS), md5, bytes };
  environment.uploads.push(entry);
  environment.currentUploads.set(asset.asset_id, entry);
}

/** Notes that the current revision of an asset is gone, and why. */
export function endRevision(environment: ProductEnvironment, asset: Asset, why: 'supersededAt' | 'deletedAt'): void {
  const entry = environment.currentUploads.get(asset.asset_id);
  if (entry) entry[why] = environment.now();
  environment.currentUploads.delete(asset.asset_id);
}

/** Stores a new asset, or a new revision of the one that has this identity. */
export function storeUpload(environment: ProductEnvironment, upload: Upload): { asset: Asset; overwritten: boolean } {
  const { behaviour, library } = environment;
  const { format, original, original_filename, details, at: now = environment.now() } = upload;
  const existing = library.live(upload);
  const unchanged = existing?.original.md5 === original.md5;
  if (existing) {
    endRevision(environment, existing, 'supersededAt');
    if (behaviour.clearTagsOnOverwrite) Object.assign(existing, { tags: [], context: {}, metadata: {} });
  }
  const asset = existing ?? newAsset(environment, upload, now);
  Object.assign(asset, {
    version: unixSeconds(now),
    version_id: environment.random.hex(32),
    format,
    original,
    original_filename,
    uploaded_at: now,
    withdrawn: false,
    ...details,
  });
  if (asset.asset_folder !== '') environment.folders.add(asset.asset_folder);
  library.add(asset);
  logUpload(environment, asset, now);
  const wanted = upload.backup ?? Boolean(environment.settings.nativeBackup);
  if (wanted && !(unchanged && behaviour.nativeBackupSkipsIdenticalBytes)) {
    environment.nativeBackups.copy(environment, asset);
  }
  return { asset, overwritten: existing !== undefined };
}

/** Deletes an asset; its notification is the caller's business, for one may tell of many. */
export function deleteAsset(environment: ProductEnvironment, asset: Asset): void {
  endRevision(environment, asset, 'deletedAt');
  environment.library.delete(asset, environment.now());
}
