import * as z from 'zod/mini';
import { type AssetReference, referenceOf } from '../asset/asset.ts';
import type { AssetDetails, Revision } from '../asset/revision.ts';
import { withoutUndefined } from '../text/without-undefined.ts';
import {
  accessControl,
  anything,
  instant,
  mapped,
  name,
  optional,
  record,
  reference,
  stringMap,
  text,
  texts,
  wholeNumber,
  word,
} from './wire-values.ts';

/** An asset with its revision as Cloudinary describes it, in notifications and in answers of its Admin API alike. */
export interface DescribedAsset {
  readonly asset: AssetReference;
  /** `bytes` may be missing from a notification. */
  readonly revision: Omit<Revision, 'bytes'> & { readonly bytes?: number };
  readonly details: AssetDetails;
  /** The original is not there: it was deleted and a backup was kept, or moderation withdrew it. */
  readonly placeholder: boolean;
}

const md5 = mapped(z.string().check(z.regex(/^[0-9a-f]{32}$/i)), (etag) => etag.toLowerCase());
/** `{custom: {key: value}}` in upload bodies and listings, a plain map in search results. */
const context = z.union([mapped(z.object({ custom: stringMap }), ({ custom }) => custom), stringMap]);

/** Left out where there are none: Cloudinary names every tag or none at all. */
const tags = z.catch(z.optional(z._default(texts, [])), undefined);

/** Access control that cannot be read must not pass for none. */
const unreadable = mapped(z.unknown(), () => 'unreadable' as const);

const decision = mapped(z.object({ kind: name, status: name, updated_at: optional(instant) }), withoutUndefined);
/** A decision that cannot be read does not hide the others. */
const decisions = mapped(z.array(optional(decision)), (read) => read.filter((one) => one !== undefined));
const relatedAsset = mapped(z.object(reference), referenceOf);

/** A description on the wire. */
export const description = z.object({
  ...reference,
  version: wholeNumber,
  version_id: optional(name),
  format: optional(word(32)),
  bytes: optional(wholeNumber),
  etag: optional(md5),
  placeholder: optional(z.boolean()),
  tags,
  context: optional(context),
  metadata: optional(record),
  asset_folder: optional(text),
  display_name: optional(text),
  access_control: z.union([z.optional(accessControl), unreadable]),
  access_mode: optional(name),
  /** In bodies and in answers about one asset. */
  moderation: optional(decisions),
  /** In listings, which name one kind only. */
  moderation_kind: optional(name),
  moderation_status: optional(name),
  related_assets: optional(z.array(relatedAsset)),
  related_next_cursor: optional(name),
  original_filename: optional(text),
  created_at: optional(text),
  coordinates: optional(anything),
});

type Wire = z.infer<typeof description>;

/**
 * Access control is given whenever there is any. So a description that names the access mode, and with it speaks of
 * protection, says by its absence that there is none.
 */
function accessControlIn({ access_control, access_mode }: Wire): AssetDetails['access_control'] {
  if (access_control === 'unreadable') return undefined;
  return access_control === undefined && access_mode !== undefined ? null : access_control;
}

function moderationIn({ moderation, moderation_kind: kind, moderation_status: status }: Wire) {
  return moderation ?? (kind !== undefined && status !== undefined ? [{ kind, status }] : undefined);
}

/** Sorts the fields of a description into asset, revision and details. */
export function describedAsset(wire: Wire): DescribedAsset {
  const { resource_type, type, public_id, asset_id, version, version_id, format, bytes, etag } = wire;
  const { tags, context, metadata, asset_folder, display_name, access_mode } = wire;
  const { original_filename, created_at, coordinates, placeholder } = wire;
  return {
    asset: referenceOf({ resource_type, type, public_id, asset_id }),
    revision: withoutUndefined({
      version,
      version_id,
      // The public_id of a raw asset carries its extension, so a format must not go into the key as well.
      format: resource_type === 'raw' ? undefined : format,
      bytes,
      etag,
    }),
    details: withoutUndefined({
      tags,
      context,
      metadata,
      asset_folder,
      display_name,
      access_control: accessControlIn(wire),
      access_mode,
      moderation: moderationIn(wire),
      // The first page of a list is not the list.
      related_assets: wire.related_next_cursor === undefined ? wire.related_assets : undefined,
      original_filename,
      created_at,
      coordinates,
    }),
    placeholder: placeholder === true,
  };
}

/** Reads a description; `undefined` for anything else. */
export function parseDescribedAsset(json: unknown): DescribedAsset | undefined {
  const { success, data } = description.safeParse(json);
  return success ? describedAsset(data) : undefined;
}
