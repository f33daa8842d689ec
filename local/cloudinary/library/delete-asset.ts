import type { Environment } from '../environment.ts';
import type { Asset } from './asset.ts';
import { endRevision } from './upload-log.ts';

/** Deletes an asset; its notification is the caller's business, for one may tell of many. */
export function deleteAsset(environment: Environment, asset: Asset): void {
  endRevision(environment, asset.assetId, 'deletedAt');
  environment.library.delete(asset, environment.simulation.now());
}
