import type { AssetIdentity } from '#shared/domain/asset/asset.ts';
import type { CurrentAsset } from '#shared/domain/asset/revision.ts';
import type { AssetHint } from '#shared/domain/cloudinary/notification.ts';
import type { Quota } from '#shared/domain/cloudinary/quota.ts';
import type { ByteSource } from '../byte-source.ts';

/**
 * One product environment at Cloudinary, as the worker needs it.
 *
 * Failures are PipelineErrors: `throttled`, `origin-failed`, `not-found` where bytes were asked for,
 * `forbidden-redirect`, `credentials-unavailable`.
 */
export interface ProductEnvironment {
  /** The newest revision of an asset, whichever it is; never from a cache. */
  download(asset: AssetIdentity, format: string | undefined, signal: AbortSignal): Promise<ByteSource>;
  /** One exact revision, where Cloudinary's own backup keeps it. */
  downloadBackup(assetId: string, versionId: string, signal: AbortSignal): Promise<ByteSource>;
  /** What Cloudinary says of the asset now; `undefined` when it has none. Counts against the Admin API's quota. */
  currentAsset(asset: AssetHint, signal: AbortSignal): Promise<CurrentAsset | undefined>;
  /** What Cloudinary last said of the Admin API's quota: a new object for each answer; `undefined` before the first. */
  quota(): Quota | undefined;
}
