import { v2 as cloudinary } from 'cloudinary';
import type { AssetIdentity } from '../../domain/asset/asset.ts';
import type { CurrentAsset } from '../../domain/asset/revision.ts';
import { parseDescribedAsset } from '../../domain/cloudinary/described-asset.ts';
import type { AssetHint } from '../../domain/cloudinary/notification.ts';
import type { Quota } from '../../domain/cloudinary/quota.ts';
import { PipelineError } from '../../domain/errors.ts';
import type { ByteSource } from '../../usecases/byte-source.ts';
import type { ProductEnvironment } from '../../usecases/worker/product-environment.ts';
import {
  type CallOptions,
  CloudinaryAdminApi,
  type CloudinaryAdminApiSettings,
  type QuotaOfAnswer,
} from './cloudinary-admin-api.ts';
import { openDownload } from './exact-download.ts';

/** The calls used here: the SDK's own types lack one of them, and the quota in the answers. */
interface AdminApi {
  resource(publicId: string, options: object): Promise<QuotaOfAnswer>;
  resource_by_asset_id(assetId: string | undefined, options: object): Promise<QuotaOfAnswer>;
}

const api = cloudinary.api as unknown as AdminApi;

/** How long the Admin API may take to answer, in milliseconds. */
const ADMIN_TIMEOUT_MS = 30_000;

/**
 * A product environment over Cloudinary's SDK, which signs and builds URLs, and our own download, which takes the bytes.
 * Credentials go with each call: there may be several clouds in one process.
 *
 * Source: https://cloudinary.com/documentation/image_upload_api_reference, https://cloudinary.com/documentation/admin_api
 */
export class CloudinaryEnvironment implements ProductEnvironment {
  readonly #settings: CloudinaryAdminApiSettings;
  readonly #admin: CloudinaryAdminApi;

  constructor(settings: CloudinaryAdminApiSettings) {
    this.#settings = settings;
    this.#admin = new CloudinaryAdminApi(settings);
  }

  async download(asset: AssetIdentity, format: string | undefined, signal: AbortSignal): Promise<ByteSource> {
    const { resource_type, type, public_id } = asset;
    const options = { ...(await this.#admin.callOptions()), resource_type, type };
    return this.#open(cloudinary.utils.private_download_url(public_id, format ?? '', options), signal);
  }

  async downloadBackup(assetId: string, versionId: string, signal: AbortSignal): Promise<ByteSource> {
    const url = cloudinary.utils.download_backedup_asset(assetId, versionId, await this.#admin.callOptions());
    return this.#open(url, signal);
  }

  #open(url: string, signal: AbortSignal): Promise<ByteSource> {
    const { cloud, origins } = this.#settings;
    return openDownload({ url: new URL(url), cloud, origins, signal });
  }

  async currentAsset(asset: AssetHint, signal: AbortSignal): Promise<CurrentAsset | undefined> {
    const ask = (callOptions: CallOptions) => {
      const options = { ...callOptions, coordinates: true };
      return 'public_id' in asset && asset.asset_id === undefined
        ? api.resource(asset.public_id, { ...options, resource_type: asset.resource_type, type: asset.type })
        : api.resource_by_asset_id(asset.asset_id, options);
    };
    try {
      return this.#described(await this.#admin.call(ask, { signal, timeoutMs: ADMIN_TIMEOUT_MS }));
    } catch (error) {
      if (error instanceof PipelineError && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  quota(): Quota | undefined {
    return this.#admin.quota();
  }

  #described(answer: object): CurrentAsset {
    const described = parseDescribedAsset(answer);
    const bytes = described?.revision.bytes;
    if (described === undefined || bytes === undefined) {
      throw new PipelineError('origin-failed', 'Cloudinary described an asset without its version or bytes.');
    }
    return { ...described, revision: { ...described.revision, bytes } };
  }
}
