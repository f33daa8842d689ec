import type { OriginalBytes } from '../bytes/original-bytes.ts';
import type { Environment } from '../environment.ts';
import type { Asset, ResourceType } from './asset.ts';
import type { AssetDetails } from './asset-details.ts';
import { endRevision, logUpload } from './upload-log.ts';

/** What an upload stores, once everything about it is decided. */
export interface Upload {
  resourceType: ResourceType;
  type: string;
  publicId: string;
  format: string | undefined;
  original: OriginalBytes;
  details: AssetDetails;
  originalFilename: string | undefined;
  /** The `backup` parameter: overrides the environment's setting. */
  backup: boolean | undefined;
  /** When it was uploaded, if not now. */
  at?: Date | undefined;
}

function newAsset(environment: Environment, upload: Upload, now: Date): Asset {
  const { random, behaviour } = environment.simulation;
  const before = environment.library.deleted(upload.resourceType, upload.type, upload.publicId);
  const revived = behaviour.reuploadRevivesAssetId ? before : undefined;
  return {
    assetId: revived?.assetId ?? random.hex(32),
    resourceType: upload.resourceType,
    type: upload.type,
    publicId: upload.publicId,
    version: 0,
    versionId: '',
    format: upload.format,
    original: upload.original,
    createdAt: now,
    uploadedAt: now,
    tags: [],
    context: {},
    metadata: {},
    assetFolder: '',
    displayName: upload.publicId.slice(upload.publicId.lastIndexOf('/') + 1),
    accessControl: undefined,
    originalFilename: upload.originalFilename,
    customCoordinates: undefined,
    faceCoordinates: undefined,
    moderation: [],
    withdrawn: false,
    deletedAt: undefined,
    backups: revived?.backups ?? [],
    sequence: environment.library.nextSequence(),
  };
}

/** Stores a new asset, or a new revision of the one that has this identity. */
export function storeUpload(environment: Environment, upload: Upload): { asset: Asset; overwritten: boolean } {
  const { behaviour, random, nativeBackups } = environment.simulation;
  const now = upload.at ?? environment.simulation.now();
  const existing = environment.library.live(upload.resourceType, upload.type, upload.publicId);
  const unchanged = existing?.original.md5 === upload.original.md5;
  if (existing) {
    endRevision(environment, existing.assetId, 'supersededAt');
    if (behaviour.clearTagsOnOverwrite) Object.assign(existing, { tags: [], context: {}, metadata: {} });
  }
  const asset = existing ?? newAsset(environment, upload, now);
  Object.assign(asset, {
    version: Math.floor(now.getTime() / 1000),
    versionId: random.hex(32),
    format: upload.format,
    original: upload.original,
    originalFilename: upload.originalFilename,
    uploadedAt: now,
    withdrawn: false,
    ...upload.details,
  });
  if (asset.assetFolder !== '') environment.folders.add(asset.assetFolder);
  environment.library.add(asset);
  logUpload(environment, asset, now);
  const wanted = upload.backup ?? Boolean(environment.settings.nativeBackup);
  if (wanted && !(unchanged && behaviour.nativeBackupSkipsIdenticalBytes)) nativeBackups.copy(environment, asset);
  return { asset, overwritten: existing !== undefined };
}
