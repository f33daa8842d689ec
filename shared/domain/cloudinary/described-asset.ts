import type * as z from 'zod/mini';
import type { AssetReference } from '../asset/asset.ts';
import type { AssetDetails, Revision } from '../asset/revision.ts';
import { withoutUndefined } from '../text/without-undefined.ts';
import { uploadSchema } from './wire-schema.ts';

interface WireReference {
  readonly resource_type: string;
  readonly type: string;
  readonly public_id: string;
  readonly asset_id?: string | undefined;
}

/** The reference in a body, without what else stands beside it. */
export function referenceOf({ resource_type, type, public_id, asset_id }: WireReference): AssetReference {
  return withoutUndefined({ resource_type, type, public_id, asset_id });
}

/** An asset with its revision as Cloudinary describes it, in notifications and in answers of its Admin API alike. */
export interface DescribedAsset {
  readonly asset: AssetReference;
  /** `bytes` may be missing from a notification. */
  readonly revision: Omit<Revision, 'bytes'> & { readonly bytes?: number };
  readonly details: AssetDetails;
  /** The original is not there: deleted with a backup kept, or withheld by moderation. */
  readonly placeholder: boolean;
}

/** Sorts the fields of a description. */
export function describedAsset(body: z.infer<typeof uploadSchema>): DescribedAsset {
  const { version, version_id, format, bytes, etag, placeholder, existing: _, ...rest } = body;
  const { resource_type, type, public_id, asset_id, ...details } = rest;
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
  const parsed = uploadSchema.safeParse(json);
  return parsed.success ? describedAsset(parsed.data) : undefined;
}
