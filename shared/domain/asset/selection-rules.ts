import type { AssetIdentity } from './asset.ts';

/** What a rule may name. An asset matches if any of the three does. */
export interface Selector {
  /** Resource types or delivery types. */
  readonly types?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly prefixes?: readonly string[] | undefined;
}

/** What is backed up: everything that is not excluded. If `include` is given, only what it names. */
export interface SelectionRules {
  readonly exclude?: Selector | undefined;
  readonly include?: Selector | undefined;
}

/**
 * Delivery types whose bytes come from elsewhere or are made from other assets. They are not backed up unless a rule
 * includes the type by name. Cloudinary's own backup leaves them out too.
 *
 * Source: https://cloudinary.com/documentation/backups_and_version_management
 */
export const FETCHED_AND_DERIVED_TYPES: ReadonlySet<string> = new Set([
  'fetch',
  'facebook',
  'twitter',
  'twitter_name',
  'gravatar',
  'youtube',
  'vimeo',
  'hulu',
  'animoto',
  'dailymotion',
  'worldstarhiphop',
  'list',
  'multi',
  'sprite',
  'text',
]);

export type Selection = { readonly selected: true } | { readonly selected: false; readonly reason: string };

/** Which part of the selector the asset matches, in words; `undefined` if none. */
function matchOf(
  selector: Selector | undefined,
  asset: AssetIdentity,
  tags: readonly string[] | undefined,
): string | undefined {
  const type = selector?.types?.find((name) => name === asset.type || name === asset.resource_type);
  if (type !== undefined) return `type ${type}`;
  const tag = selector?.tags?.find((name) => tags?.includes(name));
  if (tag !== undefined) return `tag ${tag}`;
  const prefix = selector?.prefixes?.find((start) => asset.public_id.startsWith(start));
  return prefix === undefined ? undefined : `prefix ${prefix}`;
}

/** Whether the tags of an asset matter. */
export function namesTags({ exclude, include }: SelectionRules): boolean {
  return [exclude, include].some((selector) => selector?.tags !== undefined);
}

/**
 * Whether to back up an asset. Cloudinary's per-upload parameter `backup` plays no part, because notifications do not
 * carry it.
 *
 * @param tags the known tags; unknown tags match no rule
 */
export function selectAsset(
  rules: SelectionRules,
  asset: AssetIdentity,
  tags: readonly string[] | undefined,
): Selection {
  const excluded = matchOf(rules.exclude, asset, tags);
  if (excluded !== undefined) return { selected: false, reason: `excluded by ${excluded}` };
  if (rules.include !== undefined && matchOf(rules.include, asset, tags) === undefined) {
    return { selected: false, reason: 'included by no rule' };
  }
  if (FETCHED_AND_DERIVED_TYPES.has(asset.type) && rules.include?.types?.includes(asset.type) !== true) {
    return { selected: false, reason: `${asset.type} assets are fetched or derived, not originals` };
  }
  return { selected: true };
}
