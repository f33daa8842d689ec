import * as z from 'zod/mini';
import { type AssetReference, referenceOf } from '../asset/asset.ts';
import type { AssetDetails, Revision } from '../asset/revision.ts';
import { withoutUndefined } from '../text/without-undefined.ts';
import {
  accessControl,
  anything,
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
  /** The original is not there: deleted with a backup kept, or withheld by moderation. */
  readonly placeholder: boolean;
}

const md5 = mapped(z.string().check(z.regex(/^[0-9a-f]{32}$/i)), (etag) => etag.toLowerCase());
/** `{custom: {key: value}}` in upload bodies, plain maps elsewhere. */
const context = z.union([mapped(z.object({ custom: stringMap }), ({ custom }) => custom), stringMap]);

/** A description on the wire. */
export const description = z.object({
  ...reference,
  version: wholeNumber,
  version_id: optional(name),
  format: optional(word(32)),
  bytes: optional(wholeNumber),
  etag: optional(md5),
  placeholder: optional(z.boolean()),
  tags: optional(texts),
  context: optional(context),
  metadata: optional(record),
  asset_folder: optional(text),
  display_name: optional(text),
  access_control: optional(accessControl),
  original_filename: optional(text),
  created_at: optional(text),
  coordinates: optional(anything),
});

/** Sorts the fields of a description. */
export function describedAsset(wire: z.infer<typeof description>): DescribedAsset {
  const { resource_type, type, public_id, asset_id, version, version_id, format, bytes, etag, ...rest } = wire;
  const { placeholder, ...details } = rest;
  return {
    asset: referenceOf({ resource_type, type, public_id, asset_id }),
    revision: withoutUndefined({
      version,
      version_id,
      // The public_id of a raw asset carries its extension: a format beside it must not go into the key.
      format: resource_type === 'raw' ? undefined : format,
      bytes,
      etag,
    }),
    details: withoutUndefined(details),
    placeholder: placeholder === true,
  };
}

/** Reads a description; `undefined` for a body that is none. */
export function parseDescribedAsset(json: unknown): DescribedAsset | undefined {
  const { success, data } = description.safeParse(json);
  return success ? describedAsset(data) : undefined;
}
