import { ApiError } from '../http/api-error.ts';
import type { Params } from '../http/params.ts';
import type { Asset } from './asset.ts';

/** What an upload, `explicit` or `update` may say about an asset besides its bytes; left out means untouched. */
export type AssetDetails = Partial<
  Pick<
    Asset,
    | 'tags'
    | 'context'
    | 'metadata'
    | 'assetFolder'
    | 'displayName'
    | 'accessControl'
    | 'customCoordinates'
    | 'faceCoordinates'
  >
>;

/** `k=v|k2=v2`, with `=` and `|` inside values escaped by a backslash. */
export function keyValues(text: string): Record<string, string> {
  const pairs = text.match(/(?:\\.|[^|\\])+/gs) ?? [];
  const entries = pairs.map((pair) => {
    const match = /^((?:\\.|[^=\\])+)=(.*)$/s.exec(pair);
    if (!match) throw new ApiError(400, `Invalid value ${pair}`);
    const [, key = '', value = ''] = match;
    return [key, value].map((part) => part.replace(/\\([=|\\])/g, '$1'));
  });
  return Object.fromEntries(entries);
}

/** Structured metadata: as `keyValues`, and a value written as a JSON list is a list. */
export function metadataValues(text: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(keyValues(text)).map(([field, value]) => {
      if (!/^\[.*\]$/s.test(value)) return [field, value];
      const list: unknown = JSON.parse(value);
      return [field, list];
    }),
  );
}

/** The tags in a comma-separated list, without duplicates. */
export function tagList(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}

function accessRules(text: string): unknown[] {
  try {
    const rules: unknown = JSON.parse(text);
    if (Array.isArray(rules)) return rules;
  } catch {
    // Falls through to the refusal.
  }
  throw new ApiError(400, 'Invalid value for parameter access_control');
}

/** Reads the details that a request carries. Throws a 400 for a value that cannot be read or a field unknown. */
export function detailsIn(params: Params, metadataFields: 'any' | readonly string[]): AssetDetails {
  const details: AssetDetails = {};
  if (params.has('tags')) details.tags = tagList(params.list('tags').join(','));
  const context = params.get('context');
  if (context !== undefined) details.context = keyValues(context);
  const metadata = params.get('metadata');
  if (metadata !== undefined) details.metadata = metadataValues(metadata);
  const unknown = Object.keys(details.metadata ?? {}).find(
    (field) => metadataFields !== 'any' && !metadataFields.includes(field),
  );
  if (unknown !== undefined) throw new ApiError(400, `Metadata field ${unknown} does not exist`);
  const accessControl = params.filled('access_control');
  if (accessControl !== undefined) details.accessControl = accessRules(accessControl);
  const assetFolder = params.get('asset_folder');
  if (assetFolder !== undefined) details.assetFolder = assetFolder.replace(/^\/|\/$/g, '');
  const displayName = params.filled('display_name');
  if (displayName !== undefined) details.displayName = displayName;
  const custom = params.filled('custom_coordinates');
  if (custom !== undefined) details.customCoordinates = custom;
  const faces = params.filled('face_coordinates');
  if (faces !== undefined) details.faceCoordinates = faces;
  return details;
}
