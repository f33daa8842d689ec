import { type AssetReference, referenceOf } from '#shared/domain/asset/asset.ts';
import type { AssetDetails, Revision } from '#shared/domain/asset/revision.ts';
import type { Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import type { LibraryState, RevisionState } from '#shared/domain/journal/library-state.ts';
import type { Operation } from './operations.ts';
import { recordedEntries, storedBytesOf } from './recorded-entries.ts';

/** An asset as the model knows it. A detail that is missing was never reported. */
interface ModelAsset extends AssetReference {
  readonly asset_id: string;
  revision: RevisionState;
  details: { -readonly [Name in keyof AssetDetails]: AssetDetails[Name] };
  deleted_at?: string;
}

const START = Date.parse('2026-11-20T09:00:00Z');

/** The moment of the operation with this number: each has a minute of its own. */
export function momentOf(step: number): string {
  return new Date(START + step * 60_000).toISOString().replace('.000Z', '.000123Z');
}

/** A revision as Cloudinary's Admin API describes it: without version_id, and without where it is stored. */
function listed({ version, format = '', bytes, etag = '' }: RevisionState): Revision {
  return {
    version,
    format,
    bytes,
    etag,
  };
}

/**
 * A library at Cloudinary, modelled as simply as possible: a list of assets that operations change in place. Each
 * operation also returns what the journal records about it.
 */
export class LibraryModel {
  readonly #assets: ModelAsset[] = [];
  readonly entries: Unrecorded[] = [];
  #step = 0;

  #living(public_id: string): ModelAsset | undefined {
    return this.#assets.find((asset) => asset.deleted_at === undefined && asset.public_id === public_id);
  }

  snapshot(): LibraryState {
    const assets = structuredClone(this.#assets);
    return {
      assets: assets.map(({ revision, details, deleted_at, ...asset }) => ({
        asset,
        revision,
        details,
        ...(deleted_at !== undefined && { deleted_at }),
      })),
    };
  }

  /** Applies one operation; one that is impossible at the moment does nothing. */
  apply(operation: Operation): void {
    this.#step += 1;
    const asset = this.#living(operation.public_id);
    switch (operation.kind) {
      case 'upload':
        this.#upload(operation, asset);
        break;
      case 'restore':
        this.#restore(operation.public_id);
        break;
      case 'delete':
        this.#delete([operation.public_id, ...operation.more]);
        break;
      case 'move-folder':
        this.#moveFolder(operation.from, operation.to);
        break;
    }
    if (asset === undefined) return;
    switch (operation.kind) {
      case 'rename':
        this.#rename(asset, operation);
        break;
      case 'tags':
        this.#tags(asset, operation);
        break;
      case 'context':
        this.#context(asset, operation);
        break;
      case 'moderate':
        this.#moderate(asset, operation);
        break;
      case 'set':
        Object.assign(asset.details, operation.details);
        this.#notifyChange(operation.type, asset, operation.change);
        break;
    }
  }

  #upload(operation: Operation & { kind: 'upload' }, existing: ModelAsset | undefined): void {
    const version = START / 1000 + this.#step * 60;
    const asset = existing ?? this.#newAsset(operation.public_id);
    const revision = { version, version_id: `v${this.#step}`, format: 'jpg', bytes: this.#step, etag: this.#etag() };
    const { asset_folder = `folder-${this.#step}`, display_name = operation.public_id } = asset.details;
    const created_at = asset.details.created_at ?? momentOf(this.#step);
    // An overwrite clears tags, context, metadata, access control and access mode, and is not moderated yet; what the notification does not carry is unknown,
    // except tags: it leaves them out if there are none.
    const { access_mode } = operation.carried;
    const protection = access_mode === undefined ? {} : { access_control: null };
    asset.details = { asset_folder, display_name, created_at, tags: [], ...protection, ...operation.carried };
    asset.revision = { ...revision, ...storedBytesOf({ asset: referenceOf(asset), revision }) };
    const placed = existing === undefined || operation.placed ? { asset_folder, display_name, created_at } : {};
    this.#notify('upload', { ...referenceOf(asset), ...revision, ...operation.carried, ...placed });
  }

  #newAsset(public_id: string): ModelAsset {
    const revision = { version: 0, bytes: 0 };
    const identity = { asset_id: `id-${this.#step}`, resource_type: 'image', type: 'upload', public_id };
    const asset = { ...identity, revision, details: {} };
    this.#assets.push(asset);
    return asset;
  }

  /** Brings the asset back that was deleted last under this public_id, as Cloudinary's own backup does. */
  #restore(public_id: string): void {
    const deleted = this.#assets.findLast((asset) => asset.deleted_at !== undefined && asset.public_id === public_id);
    if (deleted === undefined || this.#living(public_id) !== undefined) return;
    delete deleted.deleted_at;
    const { revision, details } = deleted;
    const asset = referenceOf(deleted);
    deleted.revision = { ...revision, ...storedBytesOf({ asset, revision }) };
    const current = { asset, revision: listed(revision), details, placeholder: false };
    this.#notify('restore_asset_version', asset, current);
  }

  #delete(public_ids: readonly string[]): void {
    const assets = [...new Set(public_ids)].flatMap((public_id) => this.#living(public_id) ?? []);
    for (const asset of assets) asset.deleted_at = momentOf(this.#step);
    const resources = assets.map((asset) => ({ ...referenceOf(asset), version: asset.revision.version }));
    this.#notify('delete', { resources });
  }

  #rename(asset: ModelAsset, { to, overwrite, to_type, copied }: Operation & { kind: 'rename' }): void {
    const target = this.#living(to);
    // The body does not name the new type: only the worker finds it, when it asks Cloudinary.
    const type = copied ? to_type : asset.type;
    if (to === asset.public_id || (target !== undefined && (!overwrite || target.type !== type))) return;
    if (target !== undefined) target.deleted_at = momentOf(this.#step);
    const from = referenceOf(asset);
    Object.assign(asset, { public_id: to, type });
    const renamed = referenceOf(asset);
    const { revision, details } = asset;
    if (copied) asset.revision = { ...revision, ...storedBytesOf({ asset: renamed, revision }) };
    const body = { ...from, from_public_id: from.public_id, to_public_id: to };
    const current = { asset: renamed, revision: listed(revision), details, placeholder: false };
    this.#notify('rename', body, copied ? current : undefined);
  }

  #tags(asset: ModelAsset, { added, removed }: Operation & { kind: 'tags' }): void {
    const { tags } = asset.details;
    if (tags !== undefined)
      asset.details.tags = [...new Set([...tags.filter((tag) => !removed.includes(tag)), ...added])];
    this.#notifyChange('resource_tags_changed', asset, { added, removed });
  }

  /** Adds the decision, or replaces that of its kind. Its body names neither the asset_id nor, elsewhere, the types. */
  #moderate(asset: ModelAsset, { by: kind, status }: Operation & { kind: 'moderate' }): void {
    const updated_at = momentOf(this.#step);
    const { moderation = [] } = asset.details;
    const isKnown = moderation.some((decision) => decision.kind === kind);
    const decided = moderation.map((decision) => (decision.kind === kind ? { kind, status, updated_at } : decision));
    asset.details.moderation = isKnown ? decided : [...moderation, { kind, status, updated_at }];
    const { public_id, resource_type, type } = asset;
    const url = `https://res.cloudinary.com/demo/${resource_type}/${type}/${public_id}.jpg`;
    const body = {
      moderation_kind: kind,
      moderation_status: status,
      moderation_updated_at: updated_at,
      public_id,
      url,
    };
    this.#notify('moderation', body);
  }

  #context(asset: ModelAsset, { set, removed }: Operation & { kind: 'context' }): void {
    const context: Record<string, string> = { ...asset.details.context, ...set };
    for (const key of removed) delete context[key];
    if (asset.details.context !== undefined) asset.details.context = context;
    this.#notifyChange('resource_context_changed', asset, { added: set, removed });
  }

  #moveFolder(from: string, to: string): void {
    for (const { details, deleted_at } of this.#assets) {
      const { asset_folder = '' } = details;
      if (deleted_at !== undefined) continue;
      if (asset_folder === from || asset_folder.startsWith(`${from}/`)) {
        details.asset_folder = to + asset_folder.slice(from.length);
      }
    }
    this.#notify('move_or_rename_asset_folder', { from_path: from, to_path: to });
  }

  #etag(): string {
    return this.#step.toString(16).padStart(32, '0');
  }

  #notifyChange(type: string, asset: ModelAsset, change: object): void {
    this.#notify(type, { resources: [{ ...referenceOf(asset), ...change }] });
  }

  #notify(notification_type: string, body: object, current?: Parameters<typeof recordedEntries>[1]): void {
    const notification_context = { triggered_at: momentOf(this.#step) };
    this.entries.push(...recordedEntries({ notification_type, ...body, notification_context }, current));
  }
}
