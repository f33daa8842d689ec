import type { Environment } from '../environment.ts';
import type { Asset } from './asset.ts';
import type { AcceptedUpload } from './logs.ts';

/** Notes a new revision of an asset. */
export function logUpload(environment: Environment, asset: Asset, at: Date): void {
  const entry: AcceptedUpload = {
    at,
    asset_id: asset.assetId,
    resource_type: asset.resourceType,
    type: asset.type,
    public_id: asset.publicId,
    version: asset.version,
    version_id: asset.versionId,
    md5: asset.original.md5,
    bytes: asset.original.length,
    format: asset.format,
  };
  environment.uploads.push(entry);
  environment.currentUploads.set(asset.assetId, entry);
}

/** Notes that the current revision of an asset is gone, and why. */
export function endRevision(environment: Environment, assetId: string, why: 'supersededAt' | 'deletedAt'): void {
  const entry = environment.currentUploads.get(assetId);
  if (entry) entry[why] = environment.simulation.now();
  environment.currentUploads.delete(assetId);
}
