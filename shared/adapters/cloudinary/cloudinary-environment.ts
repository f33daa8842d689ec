import { v2 as cloudinary } from 'cloudinary';
import type { CurrentAsset } from '#shared/domain/asset/revision.ts';
import { parseDescribedAsset } from '#shared/domain/cloudinary/described-asset.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { ProductEnvironment } from '#shared/usecases/worker/product-environment.ts';
import {
  type CallOptions,
  type CloudinaryAdminApiSettings,
  cloudinaryAdminApi,
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

function described(answer: object): CurrentAsset {
  const asset = parseDescribedAsset(answer);
  const bytes = asset?.revision.bytes;
  if (asset === undefined || bytes === undefined) {
    throw new PipelineError('origin-failed', 'Cloudinary described an asset without its version or bytes.');
  }
  return { ...asset, revision: { ...asset.revision, bytes } };
}

/**
 * A product environment over Cloudinary's SDK, which signs and builds URLs, and our own download, which takes the bytes.
 * Credentials go with each call: there may be several clouds in one process.
 *
 * Source: https://cloudinary.com/documentation/image_upload_api_reference, https://cloudinary.com/documentation/admin_api
 */
export function cloudinaryEnvironment(settings: CloudinaryAdminApiSettings): ProductEnvironment {
  const { cloud, origins } = settings;
  const admin = cloudinaryAdminApi(settings);
  return {
    quota: admin.quota,
    download: async ({ resource_type, type, public_id }, format, signal) => {
      const options = { ...(await admin.callOptions()), resource_type, type };
      const url = new URL(cloudinary.utils.private_download_url(public_id, format ?? '', options));
      return openDownload({ url, cloud, origins, signal });
    },
    downloadBackup: async (assetId, versionId, signal) => {
      const options = await admin.callOptions();
      const url = new URL(cloudinary.utils.download_backedup_asset(assetId, versionId, options));
      return openDownload({ url, cloud, origins, signal });
    },
    currentAsset: async (asset, signal) => {
      const ask = (callOptions: CallOptions) => {
        const options = { ...callOptions, coordinates: true };
        return 'public_id' in asset && asset.asset_id === undefined
          ? api.resource(asset.public_id, { ...options, resource_type: asset.resource_type, type: asset.type })
          : api.resource_by_asset_id(asset.asset_id, options);
      };
      try {
        return described(await admin.call(ask, { signal, timeoutMs: ADMIN_TIMEOUT_MS }));
      } catch (error) {
        if (error instanceof PipelineError && error.code === 'not-found') return undefined;
        throw error;
      }
    },
  };
}
