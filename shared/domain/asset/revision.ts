import type { Instant } from '../text/instant.ts';
import type { AssetReference } from './asset.ts';

/**
 * The bytes of an asset at one version, as Cloudinary describes them.
 *
 * Source: https://cloudinary.com/documentation/image_upload_api_reference#upload_response
 */
export interface Revision {
  /** UNIX seconds of the upload. Two overwrites within one second share it. */
  readonly version: number;
  /** 32 hex characters; only notifications and upload responses carry it, listings do not. */
  readonly version_id?: string;
  /** Normalised extension without its dot; absent for raw assets, whose public_id carries it. */
  readonly format?: string;
  /** Length of the stored original. */
  readonly bytes: number;
  /** MD5 of the stored original, lower hex; absent if Cloudinary gave none. */
  readonly etag?: string;
}

/** What one kind of moderation, such as `manual`, decided about an asset. */
export interface Moderation {
  readonly kind: string;
  /** `pending`, `approved`, `rejected`, or what Cloudinary may add. */
  readonly status: string;
  /** When it was decided, to the second. */
  readonly updated_at?: Instant;
}

/**
 * Everything except the bytes that restoring an asset needs. An absent field is unknown, which is not the same as
 * empty: notifications carry context and structured metadata only if the upload asked for them.
 */
export interface AssetDetails {
  readonly tags?: readonly string[];
  readonly context?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly asset_folder?: string;
  readonly display_name?: string;
  /** `null` or an empty list if there is none. */
  readonly access_control?: readonly unknown[] | null;
  /** The older form of protection: `public` or `authenticated`. */
  readonly access_mode?: string;
  /** Every kind of moderation that was reported, each with its newest known decision. */
  readonly moderation?: readonly Moderation[];
  /** The assets that Cloudinary names as related to this one. */
  readonly related_assets?: readonly AssetReference[];
  readonly original_filename?: string;
  /** ISO 8601 time at which the asset, not the revision, was created. */
  readonly created_at?: string;
  /**
   * `{custom: [[x, y, width, height]], faces: [[…]]}` in pixels, as Cloudinary answers. Uploads take each list as text,
   * `x,y,width,height|…`.
   */
  readonly coordinates?: unknown;
}

/** An asset with its current revision, as Cloudinary's Admin API describes it. */
export interface CurrentAsset {
  readonly asset: AssetReference;
  readonly revision: Revision;
  readonly details: AssetDetails;
  /** True if the original is not there: it was deleted and a backup was kept, or moderation withdrew it. */
  readonly placeholder: boolean;
}

/** Revisions of this size or more have their own queue and function. In bytes. */
export const LARGE_REVISION_BYTES = 256 * 1024 * 1024;
