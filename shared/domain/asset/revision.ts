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
  /** MD5 of the stored original, lower hex; absent where Cloudinary gave none. */
  readonly etag?: string;
}

/**
 * Everything besides its bytes that a restore of an asset needs. An absent field is unknown, which is not the same as
 * empty: notifications carry context and structured metadata only when the upload asked for them.
 */
export interface AssetDetails {
  readonly tags?: readonly string[];
  readonly context?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly asset_folder?: string;
  readonly display_name?: string;
  /** `null` when Cloudinary said that there is none. */
  readonly access_control?: readonly unknown[] | null;
  readonly original_filename?: string;
  /** ISO 8601 time at which the asset, not the revision, was created. */
  readonly created_at?: string;
  readonly coordinates?: unknown;
}

/** An asset together with its current revision, as Cloudinary answers when asked about it. */
export interface CurrentAsset {
  readonly asset: AssetReference;
  readonly revision: Revision;
  readonly details: AssetDetails;
  /** True when the original is not there: deleted with a backup kept, or withdrawn by moderation. */
  readonly placeholder: boolean;
}

/** Revisions of this size and more have a queue and a function of their own. In bytes. */
export const LARGE_REVISION_BYTES = 256 * 1024 * 1024;
