import type { Asset, Identity } from './asset.ts';

function nameOf({ resource_type, type, public_id }: Identity) {
  return `${resource_type}/${type}/${public_id}`;
}

/** The assets of one cloud: live ones by identity, and deleted ones that a backup can bring back. */
export type AssetLibrary = ReturnType<typeof assetLibrary>;

/** An empty library. */
export function assetLibrary() {
  const livingAssets = new Map<string, Asset>();
  const deletedAssets = new Map<string, Asset>();
  const byId = new Map<string, Asset>();
  let ordered: Asset[] | undefined;
  let sequence = 1;

  const live = (identity: Identity) => livingAssets.get(nameOf(identity));
  /** The last asset deleted under this identity, if it still has a backup. */
  const deleted = (identity: Identity) => deletedAssets.get(nameOf(identity));
  const inOrder = (assets: Iterable<Asset>) => [...assets].sort((a, b) => a.sequence - b.sequence);

  const add = (asset: Asset) => {
    livingAssets.set(nameOf(asset), asset);
    byId.set(asset.asset_id, asset);
    if (deleted(asset)?.asset_id === asset.asset_id) deletedAssets.delete(nameOf(asset));
    ordered = undefined;
  };

  return {
    live,
    deleted,
    add,
    nextSequence: () => sequence++,

    /** Live, else deleted with a backup. */
    known: (identity: Identity) => live(identity) ?? deleted(identity),

    /** Live or deleted with a backup. */
    byAssetId: (assetId: string) => byId.get(assetId),

    /** Moves an asset to another identity; it replaces the asset that was there. */
    reidentify(asset: Asset, to: Identity): void {
      livingAssets.delete(nameOf(asset));
      asset.type = to.type;
      asset.public_id = to.public_id;
      add(asset);
    },

    /** Deletes an asset; with a backup, its public_id stays reserved; without one, nothing is left. */
    delete(asset: Asset, at: Date): void {
      livingAssets.delete(nameOf(asset));
      asset.deletedAt = at;
      if (asset.backups.length > 0) deletedAssets.set(nameOf(asset), asset);
      else byId.delete(asset.asset_id);
      ordered = undefined;
    },

    /** Forgets a deleted asset whose last backup copy is gone. */
    forget(asset: Asset): void {
      if (deleted(asset) === asset) deletedAssets.delete(nameOf(asset));
      byId.delete(asset.asset_id);
    },

    /** Live assets, oldest first. */
    all(): readonly Asset[] {
      ordered ??= inOrder(livingAssets.values());
      return ordered;
    },

    /** Live assets and deleted ones that still have a backup, oldest first. */
    allEver: () => inOrder(byId.values()),
  };
}
