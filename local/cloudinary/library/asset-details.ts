import type { Params } from '../http/params.ts';
import { ApiError } from '../http/reply.ts';
import type { Asset } from './asset.ts';

/** `k=v|k2=v2`, with `=` and `|` inside values escaped by a backslash. */
export function keyValues(text: string): Record<string, string> {
  const pairs = text.match(/(?:\\.|[^|\\])+/gs) ?? [];
  const entries = pairs.map((pair) => {
    const match = /^((?:\\.|[^=\\])+)=(.*)$/s.exec(pair);
    if (!match) throw new ApiError(400, `Invalid value ${pair}`);
    return match.slice(1).map((part) => part.replace(/\\([=|\\])/g, '$1'));
  });
  return Object.fromEntries(entries);
}

/** Structured metadata: as `keyValues`, and a value written as a JSON list is a list. */
function metadataValues(text: string): Record<string, unknown> {
  const entries = Object.entries(keyValues(text));
  return Object.fromEntries(
    entries.map(([field, value]) => [field, /^\[.*\]$/s.test(value) ? JSON.parse(value) : value]),
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

function asItIs(text: string) {
  return text;
}

/** How each detail is read. An empty value clears those of the first group, and counts as left out in the second. */
const CLEARABLE = {
  tags: tagList,
  context: keyValues,
  metadata: metadataValues,
  asset_folder: (text: string) => text.replace(/^\/|\/$/g, ''),
};
const FILLED = {
  access_control: accessRules,
  display_name: asItIs,
  custom_coordinates: asItIs,
  face_coordinates: asItIs,
};

/** What an upload, `explicit` or `update` may say about an asset besides its bytes; left out means untouched. */
export type AssetDetails = Partial<Pick<Asset, keyof typeof CLEARABLE | keyof typeof FILLED>>;

/** Reads the details that a request carries. Throws a 400 for a value that cannot be read or a field unknown. */
export function detailsIn(params: Params, metadataFields: 'any' | readonly string[]): AssetDetails {
  const read = Object.entries({ ...CLEARABLE, ...FILLED })
    .filter(([name]) => (name in CLEARABLE ? params.has(name) : params.filled(name) !== undefined))
    .map(([name, reader]) => [name, reader(params.list(name).join(','))]);
  const details: AssetDetails = Object.fromEntries(read);
  const unknown = Object.keys(details.metadata ?? {}).find(
    (field) => metadataFields !== 'any' && !metadataFields.includes(field),
  );
  if (unknown !== undefined) throw new ApiError(400, `Metadata field ${unknown} does not exist`);
  return details;
}
