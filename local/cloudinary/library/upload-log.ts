import type { ProductEnvironment } from '../simulation.ts';
import { type Asset, fieldsOf } from './asset.ts';
import { type AcceptedUpload, REVISION_FIELDS } from './logs.ts';

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

/** Deletes an asset; its notification is the caller's business, for one may tell of many. */
export function deleteAsset(environment: ProductEnvironment, asset: Asset): void {
  endRevision(environment, asset, 'deletedAt');
  environment.library.delete(asset, environment.now());
}
