import type { Asset, Identity } from './asset.ts';

function nameOf({ resource_type, type, public_id }: Identity) {
  return `${resource_type}/${type}/${public_id}`;
}

/** The assets of one product environment: live ones by identity, and deleted ones that a backup can bring back. */
export class AssetLibrary {
  readonly #live = new Map<string, Asset>();
  readonly #deleted = new Map<string, Asset>();
  readonly #byAssetId = new Map<string, Asset>();
  #ordered: Asset[] | undefined;
  #nextSequence = 1;

  nextSequence(): number {
    return this.#nextSequence++;
  }

  live(identity: Identity): Asset | undefined {
    return this.#live.get(nameOf(identity));
  }

  /** The asset deleted last under this identity, if a backup of it is left. */
  deleted(identity: Identity): Asset | undefined {
    return this.#deleted.get(nameOf(identity));
  }

  /** Live, else deleted with a backup. */
  known(identity: Identity): Asset | undefined {
    return this.live(identity) ?? this.deleted(identity);
  }

  /** Live or deleted with a backup. */
  byAssetId(assetId: string): Asset | undefined {
    return this.#byAssetId.get(assetId);
  }

  add(asset: Asset): void {
    this.#live.set(nameOf(asset), asset);
    this.#byAssetId.set(asset.asset_id, asset);
    if (this.deleted(asset)?.asset_id === asset.asset_id) this.#deleted.delete(nameOf(asset));
    this.#ordered = undefined;
  }

  /** Moves an asset to another identity; whatever lived there is replaced. */
  reidentify(asset: Asset, to: Identity): void {
    this.#live.delete(nameOf(asset));
    asset.type = to.type;
    asset.public_id = to.public_id;
    this.add(asset);
  }

  /** Deletes an asset; with a backup its public_id stays reserved, without one nothing is left. */
  delete(asset: Asset, at: Date): void {
    this.#live.delete(nameOf(asset));
    asset.deletedAt = at;
    if (asset.backups.length > 0) this.#deleted.set(nameOf(asset), asset);
    else this.#byAssetId.delete(asset.asset_id);
    this.#ordered = undefined;
  }

  /** Forgets a deleted asset whose last backup copy is gone. */
  forget(asset: Asset): void {
    if (this.deleted(asset) === asset) this.#deleted.delete(nameOf(asset));
    this.#byAssetId.delete(asset.asset_id);
  }

  /** Live assets, oldest first. */
  all(): readonly Asset[] {
    this.#ordered ??= [...this.#live.values()].sort((a, b) => a.sequence - b.sequence);
    return this.#ordered;
  }

  /** Live assets and deleted ones of which a backup is left, oldest first. */
  allEver(): Asset[] {
    return [...this.#byAssetId.values()].sort((a, b) => a.sequence - b.sequence);
  }
}
