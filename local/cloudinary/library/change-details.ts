import { hasChanged, notifyChanges } from '../notifications/change-events.ts';
import type { Cause } from '../notifications/emit-event.ts';
import { resolveMetadata } from '../product-environment/resolve-metadata.ts';
import type { SimulatedCloud } from '../simulation.ts';
import type { Asset } from './asset.ts';
import type { AssetDetails } from './asset-details.ts';
import { placeInFolder } from './folder-mode.ts';
import { unixSeconds } from './instants.ts';

/** Changes details of an asset and emits one event per kind of change. */
export function changeDetails(cloud: SimulatedCloud, asset: Asset, details: AssetDetails, cause: Cause): void {
  const change = { asset, before: { ...asset } };
  const metadata = details.metadata
    ? resolveMetadata(cloud.productEnvironment, asset.metadata, details.metadata)
    : asset.metadata;
  // Metadata that a call leaves out stays as it is, unlike tags and context.
  Object.assign(asset, details, { metadata });
  placeInFolder(cloud, asset);
  if (cloud.behaviour.accessControlChangesVersion && hasChanged(change, 'access_control')) {
    asset.version = unixSeconds(cloud.now());
  }
  notifyChanges(cloud, change, cause);
}
