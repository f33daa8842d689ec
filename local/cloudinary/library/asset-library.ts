import type { Asset } from './asset.ts';
import { identityOf } from './asset.ts';

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

  live(resourceType: string, type: string, publicId: string): Asset | undefined {
    return this.#live.get(identityOf({ resourceType, type, publicId }));
  }

  /** The asset deleted last under this identity, if a backup of it is left. */
  deleted(resourceType: string, type: string, publicId: string): Asset | undefined {
    return this.#deleted.get(identityOf({ resourceType, type, publicId }));
  }

  /** Live or deleted with a backup. */
  byAssetId(assetId: string): Asset | undefined {
    return this.#byAssetId.get(assetId);
  }

  add(asset: Asset): void {
    this.#live.set(identityOf(asset), asset);
    this.#byAssetId.set(asset.assetId, asset);
    if (this.#deleted.get(identityOf(asset))?.assetId === asset.assetId) this.#deleted.delete(identityOf(asset));
    this.#ordered = undefined;
  }

  /** Moves an asset to another identity; whatever lived there is replaced. */
  reidentify(asset: Asset, to: { type: string; publicId: string }): void {
    this.#live.delete(identityOf(asset));
    asset.type = to.type;
    asset.publicId = to.publicId;
    this.add(asset);
  }

  /** Deletes an asset; with a backup its public_id stays reserved, without one nothing is left. */
  delete(asset: Asset, at: Date): void {
    this.#live.delete(identityOf(asset));
    asset.deletedAt = at;
    if (asset.backups.length > 0) this.#deleted.set(identityOf(asset), asset);
    else this.#byAssetId.delete(asset.assetId);
    this.#ordered = undefined;
  }

  /** Forgets a deleted asset whose last backup copy is gone. */
  forget(asset: Asset): void {
    if (this.#deleted.get(identityOf(asset)) === asset) this.#deleted.delete(identityOf(asset));
    this.#byAssetId.delete(asset.assetId);
  }

  /** Live assets, oldest first. */
  all(): readonly Asset[] {
    this.#ordered ??= [...this.#live.values()].sort((a, b) => a.sequence - b.sequence);
    return this.#ordered;
  }

  /** Deleted assets of which a backup is left, oldest first. */
  allDeleted(): Asset[] {
    return [...this.#byAssetId.values()].filter((asset) => asset.deletedAt).sort((a, b) => a.sequence - b.sequence);
  }

  /** Live assets and deleted ones of which a backup is left, oldest first. */
  allEver(): Asset[] {
    return [...this.#byAssetId.values()].sort((a, b) => a.sequence - b.sequence);
  }
}
