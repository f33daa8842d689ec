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

/** The list that a text is in JSON, if every entry fits. */
function jsonList(text: string, fits: (entry: unknown) => boolean): unknown[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every(fits) ? list : undefined;
  } catch {
    return undefined;
  }
}

function isTextOrNumber(entry: unknown): boolean {
  return typeof entry === 'string' || typeof entry === 'number';
}

/** Structured metadata: as `keyValues`, and a value written as a JSON list is a list. */
function metadataValues(text: string): Record<string, unknown> {
  const entries = Object.entries(keyValues(text));
  return Object.fromEntries(entries.map(([field, value]) => [field, jsonList(value, isTextOrNumber) ?? value]));
}

/** The tags in a comma-separated list, without duplicates. */
export function tagList(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}

function isAccessRule(entry: unknown): boolean {
  if (typeof entry !== 'object' || entry === null || !('access_type' in entry)) return false;
  const isFlat = Object.values(entry).every((member) => typeof member !== 'object' || member === null);
  return isFlat && (entry.access_type === 'token' || entry.access_type === 'anonymous');
}

function accessRules(text: string): unknown[] {
  const rules = jsonList(text, isAccessRule);
  if (rules === undefined) throw new ApiError(400, 'Invalid value for parameter access_control');
  return rules;
}

/** Rectangles: `x,y,width,height`, several of them joined by `|`. */
function rectangles(text: string): number[][] {
  const read = text.split('|').map((rectangle) => rectangle.split(','));
  if (read.every((sides) => sides.length === 4 && sides.every((side) => /^-?\d+$/.test(side)))) {
    return read.map((sides) => sides.map(Number));
  }
  throw new ApiError(400, `Invalid coordinates ${text}`);
}

/** Reads `access_mode`; throws a 400 for anything that is not one. */
export function accessMode(text: string): NonNullable<Asset['access_mode']> {
  if (text === 'public' || text === 'authenticated') return text;
  throw new ApiError(400, `Invalid value ${text} for parameter access_mode`);
}

function asItIs(text: string) {
  return text;
}

/** How each detail is read. An empty value clears a detail of the first group, and means nothing in the second. */
const CLEARABLE = {
  tags: tagList,
  context: keyValues,
  metadata: metadataValues,
  asset_folder: (text: string) => text.replace(/^\/|\/$/g, ''),
};
const FILLED = {
  access_control: accessRules,
  access_mode: accessMode,
  display_name: asItIs,
  custom_coordinates: rectangles,
  face_coordinates: rectangles,
};

/** The parameters that `detailsIn` reads. */
export const DETAIL_NAMES: readonly string[] = Object.keys({ ...CLEARABLE, ...FILLED });

/** What an upload, `explicit` or `update` may say about an asset besides its bytes; those left out stay as they are. */
export type AssetDetails = Partial<Pick<Asset, keyof typeof CLEARABLE | keyof typeof FILLED>>;

/** Reads the details that a request carries. Throws a 400 for an unreadable value or an unknown field. */
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
