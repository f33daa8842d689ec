import type { Environment } from '../environment.ts';
import { type Cause, notifyAccessControl, notifyDisplayName, notifyMove } from '../notifications/change-events.ts';
import { notifyContext, notifyMetadata, notifyTags } from '../notifications/value-change-events.ts';
import type { Asset } from './asset.ts';
import type { AssetDetails } from './asset-details.ts';

/** Changes details of an asset and emits one event per kind of change. */
export function changeDetails(environment: Environment, asset: Asset, details: AssetDetails, cause: Cause): void {
  const before = { ...asset };
  const { metadata, ...others } = details;
  Object.assign(asset, others);
  // Metadata that a call leaves out stays as it is, unlike tags and context.
  if (metadata) asset.metadata = { ...asset.metadata, ...metadata };
  if (asset.assetFolder !== before.assetFolder) {
    environment.folders.add(asset.assetFolder);
    notifyMove(environment, asset, before.assetFolder, cause);
  }
  if (asset.displayName !== before.displayName) notifyDisplayName(environment, asset, before.displayName, cause);
  notifyTags(environment, [{ asset, before: before.tags }], cause);
  notifyContext(environment, [{ asset, before: before.context }], cause);
  notifyMetadata(environment, [{ asset, before: before.metadata }], cause);
  if (JSON.stringify(asset.accessControl) !== JSON.stringify(before.accessControl)) {
    if (environment.simulation.behaviour.accessControlChangesVersion) {
      asset.version = Math.floor(environment.simulation.now().getTime() / 1000);
    }
    notifyAccessControl(environment, asset, before.accessControl, cause);
  }
}
