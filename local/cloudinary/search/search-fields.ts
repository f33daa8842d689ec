import { ApiError } from '../http/reply.ts';
import type { Asset } from '../library/asset.ts';
import { mediaFields } from '../library/describe-asset.ts';
import { folderPath, type Matcher, number, texts, time, value } from './matchers.ts';
import type { Term } from './search-expression.ts';

/** A number that only some kinds of assets have. */
function mediaNumber(asset: Asset, name: string): number | undefined {
  const found = mediaFields(asset)[name];
  return typeof found === 'number' ? found : undefined;
}

function combined(asset: Asset, of: (width: number, height: number) => number): number | undefined {
  const [width, height] = [mediaNumber(asset, 'width'), mediaNumber(asset, 'height')];
  return width === undefined || height === undefined ? undefined : of(width, height);
}

const folder = folderPath<Asset>(({ asset_folder }) => asset_folder);

/** The fields that an expression may compare (https://cloudinary.com/documentation/search_expressions). */
const FIELDS: Readonly<Record<string, Matcher<Asset>>> = {
  status: texts(({ deletedAt }) => [deletedAt ? 'deleted' : 'active']),
  resource_type: texts(({ resource_type }) => [resource_type]),
  type: texts(({ type }) => [type]),
  public_id: texts(({ public_id }) => [public_id]),
  filename: texts(({ public_id }) => [public_id.slice(public_id.lastIndexOf('/') + 1)]),
  asset_id: texts(({ asset_id }) => [asset_id]),
  asset_folder: folder,
  folder,
  display_name: texts(({ display_name }) => [display_name]),
  format: texts(({ format }) => [format]),
  tags: texts(({ tags }) => tags),
  context: texts(({ context }) => Object.values(context)),
  moderation_kind: texts(({ moderation }) => moderation.map(({ kind }) => kind)),
  moderation_status: texts(({ moderation }) => moderation.map(({ status }) => status)),
  bytes: number(({ original }) => original.length),
  width: number((asset) => mediaNumber(asset, 'width')),
  height: number((asset) => mediaNumber(asset, 'height')),
  duration: number((asset) => mediaNumber(asset, 'duration')),
  pixels: number((asset) => combined(asset, (width, height) => width * height)),
  aspect_ratio: number((asset) => combined(asset, (width, height) => width / height)),
  created_at: time(({ created_at }) => created_at),
  uploaded_at: time(({ uploaded_at }) => uploaded_at),
};

/** Where a word is looked for that names no field. */
const ANYWHERE = texts<Asset>(({ public_id, display_name, asset_folder, tags, context, metadata }) => [
  ...[public_id, display_name, asset_folder],
  ...tags,
  ...Object.values(context),
  ...Object.values(metadata).flat().map(String),
]);

function matcherOf(field: string | undefined): Matcher<Asset> | undefined {
  if (field === undefined) return ANYWHERE;
  const [, container, key = ''] = /^(context|metadata)\.(.+)$/s.exec(field) ?? [];
  if (container === 'context') return texts(({ context }) => [context[key]]);
  if (container === 'metadata') return value(({ metadata }) => metadata[key]);
  return FIELDS[field];
}

/**
 * Which assets fit a term. Throws a 400 for a field that is not simulated, such as one that an add-on fills. Cloudinary
 * finds nothing for a field that it does not know; a test should notice that.
 */
export function assetsFitting(term: Term, now: Date): (asset: Asset) => boolean {
  const matcher = matcherOf(term.field);
  if (!matcher) throw new ApiError(400, `Not simulated: search field ${term.field}`);
  return matcher(term, now);
}
