import { hasChanged, notifyChanges } from '../notifications/change-events.ts';
import type { Cause } from '../notifications/emit-event.ts';
import type { ProductEnvironment } from '../simulation.ts';
import type { Asset } from './asset.ts';
import type { AssetDetails } from './asset-details.ts';
import { unixSeconds } from './instants.ts';

/** Changes details of an asset and emits one event per kind of change. */
export function changeDetails(
  environment: ProductEnvironment,
  asset: Asset,
  details: AssetDetails,
  cause: Cause,
): void {
  const change = { asset, before: { ...asset } };
  // Metadata that a call leaves out stays as it is, unlike tags and context.
  Object.assign(asset, details, { metadata: { ...asset.metadata, ...details.metadata } });
  if (hasChanged(change, 'asset_folder')) environment.folders.add(asset.asset_folder);
  if (environment.behaviour.accessControlChangesVersion && hasChanged(change, 'access_control')) {
    asset.version = unixSeconds(environment.now());
  }
  notifyChanges(environment, change, cause);
}
