import type { Environment } from '../environment.ts';
import type { Asset } from '../library/asset.ts';
import type { Cause } from './change-events.ts';
import { emitEvent } from './emit-event.ts';

/** An asset as it is now, and a value of it as it was before. */
export interface Change<T> {
  asset: Asset;
  before: T;
}

function identity(asset: Asset) {
  return {
    asset_id: asset.assetId,
    resource_type: asset.resourceType,
    type: asset.type,
  };
}

/** Emits `resource_tags_changed`: an array, of those assets whose tags really changed. */
export function notifyTags(environment: Environment, changes: Change<string[]>[], cause: Cause): void {
  const resources = changes
    .map(({ asset, before }) => ({
      asset_id: asset.assetId,
      public_id: asset.publicId,
      resource_type: asset.resourceType,
      type: asset.type,
      added: asset.tags.filter((tag) => !before.includes(tag)),
      removed: before.filter((tag) => !asset.tags.includes(tag)),
    }))
    .filter(({ added, removed }) => added.length + removed.length > 0);
  if (resources.length === 0) return;
  emitEvent(environment, { type: 'resource_tags_changed', fields: { resources }, envelope: 'sourced', ...cause });
}

/** Emits `resource_context_changed`: an object keyed by public_id, whose values have two published forms. */
export function notifyContext(environment: Environment, changes: Change<Record<string, string>>[], cause: Cause): void {
  const { contextChangeForm } = environment.simulation.behaviour;
  const form = (values: [string, string][]) =>
    contextChangeForm === 'maps' ? Object.fromEntries(values) : values.map(([name, value]) => ({ name, value }));
  const resources = changes.flatMap(({ asset, before }) => {
    const now = Object.entries(asset.context);
    const added = now.filter(([name]) => !(name in before));
    const updated = now.filter(([name, value]) => name in before && before[name] !== value);
    const gone = Object.entries(before).filter(([name]) => !(name in asset.context));
    if (added.length + updated.length + gone.length === 0) return [];
    const removed = contextChangeForm === 'maps' ? gone.map(([name]) => name) : form(gone);
    return [[asset.publicId, { ...identity(asset), added: form(added), removed, updated: form(updated) }] as const];
  });
  if (resources.length === 0) return;
  const fields = { resources: Object.fromEntries(resources) };
  emitEvent(environment, { type: 'resource_context_changed', fields, envelope: 'sourced', ...cause });
}

/** Emits `resource_metadata_changed`: an object keyed by public_id. */
export function notifyMetadata(
  environment: Environment,
  changes: Change<Record<string, unknown>>[],
  cause: Cause,
): void {
  const resources = changes
    .filter(({ asset, before }) => JSON.stringify(asset.metadata) !== JSON.stringify(before))
    .map(({ asset, before }) => [
      asset.publicId,
      { ...identity(asset), previous_metadata: before, new_metadata: { ...asset.metadata } },
    ]);
  if (resources.length === 0) return;
  const fields = { resources: Object.fromEntries(resources) };
  emitEvent(environment, { type: 'resource_metadata_changed', fields, envelope: 'sourced', ...cause });
}
