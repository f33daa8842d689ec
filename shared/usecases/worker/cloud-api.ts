import type { AssetIdentity } from '#shared/domain/asset/asset.ts';
import type { CurrentAsset } from '#shared/domain/asset/revision.ts';
import type { AssetHint } from '#shared/domain/cloudinary/notification.ts';
import type { Quota } from '#shared/domain/cloudinary/quota.ts';
import type { ByteSource } from '../byte-source.ts';

/**
 * What the worker asks Cloudinary about one cloud, and downloads from it.
 *
 * Failures are PipelineErrors: `throttled`, `cloudinary-failed`, `not-found` (for bytes only), `forbidden-redirect`,
 * `credentials-unavailable`.
 */
export interface CloudApi {
  /** Downloads the newest revision of an asset, whichever that is; never from a cache. */
  download(asset: AssetIdentity, format: string | undefined, signal: AbortSignal): Promise<ByteSource>;
  /** Downloads one exact revision from Cloudinary's own backup. */
  downloadBackup(assetId: string, versionId: string, signal: AbortSignal): Promise<ByteSource>;
  /** Describes the asset as it is now; `undefined` if there is none. Counts against the Admin API quota. */
  currentAsset(asset: AssetHint, signal: AbortSignal): Promise<CurrentAsset | undefined>;
  /** The Admin API quota that Cloudinary last reported: a new object for each answer; `undefined` before the first. */
  quota(): Quota | undefined;
}
