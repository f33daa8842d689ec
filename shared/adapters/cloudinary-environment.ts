import { v2 as cloudinary } from 'cloudinary';
import type { AllowedOrigins } from '../domain/allowed-origins.ts';
import type { AssetIdentity } from '../domain/asset.ts';
import type { Credentials } from '../domain/credentials.ts';
import { PipelineError } from '../domain/errors.ts';
import { parseDescribedAsset } from '../domain/notification/described-asset.ts';
import type { AssetHint } from '../domain/notification/notification.ts';
import { isSpent, type Quota } from '../domain/quota.ts';
import type { CurrentAsset } from '../domain/revision.ts';
import type { ByteSource } from '../usecases/byte-source.ts';
import type { ProductEnvironment } from '../usecases/product-environment.ts';
import { adminApiFailure } from './admin-api-failure.ts';
import { openDownload } from './exact-download.ts';
import { unlessAborted } from './unless-aborted.ts';

/** What one product environment is reached by. */
export interface CloudinaryEnvironmentSettings {
  readonly cloud: string;
  readonly origins: AllowedOrigins;
  /** Asked before every call, so that a rotated key is taken up. */
  readonly credentials: () => Promise<Credentials>;
  /** Share of the Admin API's hourly quota that is left to the user. */
  readonly quotaReserve: number;
}

/** The calls used here: the SDK's own types lack one of them, and the quota in the answers. */
interface AdminApi {
  resource(publicId: string, options: object): Promise<Answer>;
  resource_by_asset_id(assetId: string | undefined, options: object): Promise<Answer>;
}

interface Answer {
  readonly rate_limit_allowed?: number;
  readonly rate_limit_remaining?: number;
  readonly rate_limit_reset_at?: Date;
}

const api = cloudinary.api as unknown as AdminApi;

/** How long the Admin API may take to answer, in milliseconds. */
const ADMIN_TIMEOUT_MS = 30_000;

/**
 * A product environment over Cloudinary's SDK, which signs and builds URLs, and our own download, which takes the bytes.
 * Credentials go with each call: the SDK's own configuration is one for the whole process, and there may be several
 * clouds.
 *
 * Source: https://cloudinary.com/documentation/image_upload_api_reference, https://cloudinary.com/documentation/admin_api
 */
export class CloudinaryEnvironment implements ProductEnvironment {
  readonly #settings: CloudinaryEnvironmentSettings;
  #quota: Quota | undefined;

  constructor(settings: CloudinaryEnvironmentSettings) {
    this.#settings = settings;
  }

  async #callOptions() {
    const { cloud, origins, credentials } = this.#settings;
    const { calling } = await credentials();
    return {
      cloud_name: cloud,
      api_key: calling.apiKey,
      api_secret: calling.apiSecret,
      upload_prefix: origins.apiOrigin,
      hide_sensitive: true,
    };
  }

  async download(asset: AssetIdentity, format: string | undefined, signal: AbortSignal): Promise<ByteSource> {
    const { resource_type, type, public_id } = asset;
    const options = { ...(await this.#callOptions()), resource_type, type };
    return this.#open(cloudinary.utils.private_download_url(public_id, format ?? '', options), signal);
  }

  async downloadBackup(assetId: string, versionId: string, signal: AbortSignal): Promise<ByteSource> {
    const url = cloudinary.utils.download_backedup_asset(assetId, versionId, await this.#callOptions());
    return this.#open(url, signal);
  }

  #open(url: string, signal: AbortSignal): Promise<ByteSource> {
    const { cloud, origins } = this.#settings;
    return openDownload({ url: new URL(url), cloud, origins, signal });
  }

  async currentAsset(asset: AssetHint, signal: AbortSignal): Promise<CurrentAsset | undefined> {
    signal.throwIfAborted();
    this.#spareTheReserve();
    const options = { ...(await this.#callOptions()), coordinates: true };
    try {
      const call =
        'public_id' in asset && asset.asset_id === undefined
          ? api.resource(asset.public_id, { ...options, resource_type: asset.resource_type, type: asset.type })
          : api.resource_by_asset_id(asset.asset_id, options);
      // The SDK's own time-out only takes note of the silence, and goes on waiting.
      const answer = await unlessAborted(call, AbortSignal.any([signal, AbortSignal.timeout(ADMIN_TIMEOUT_MS)]));
      this.#noteQuota(answer);
      return this.#described(answer);
    } catch (error) {
      const failure = adminApiFailure(error);
      if (failure.code === 'not-found') return undefined;
      throw failure;
    }
  }

  quota(): Quota | undefined {
    return this.#quota;
  }

  #described(answer: object): CurrentAsset {
    const described = parseDescribedAsset(answer);
    const bytes = described?.revision.bytes;
    if (described === undefined || bytes === undefined) {
      throw new PipelineError('origin-failed', 'Cloudinary described an asset without its version or bytes.');
    }
    return { ...described, revision: { ...described.revision, bytes } };
  }

  #spareTheReserve(): void {
    const { quotaReserve, cloud } = this.#settings;
    if (this.#quota === undefined || !isSpent(this.#quota, quotaReserve, new Date())) return;
    throw new PipelineError('throttled', `The Admin API's quota of ${cloud} is down to the reserve.`, {
      retryAt: this.#quota.resetsAt,
    });
  }

  #noteQuota(answer: Answer): void {
    const { rate_limit_allowed: limit, rate_limit_remaining: remaining, rate_limit_reset_at: resetsAt } = answer;
    if (limit === undefined || remaining === undefined || resetsAt === undefined) return;
    if (Number.isNaN(limit) || Number.isNaN(remaining) || Number.isNaN(resetsAt.getTime())) return;
    this.#quota = { limit, remaining, resetsAt };
  }
}
