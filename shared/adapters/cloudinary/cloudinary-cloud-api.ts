import { v2 as cloudinary } from 'cloudinary';
import * as z from 'zod/mini';
import type { AssetIdentity } from '#shared/domain/asset/asset.ts';
import type { CurrentAsset } from '#shared/domain/asset/revision.ts';
import { parseDescribedAsset } from '#shared/domain/cloudinary/described-asset.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { CloudApi } from '#shared/usecases/worker/cloud-api.ts';
import { type CallOptions, type CloudinaryAdminApiSettings, cloudinaryAdminApi } from './cloudinary-admin-api.ts';
import { openDownload } from './exact-download.ts';

/** The calls used here. The SDK's own types lack one of them. */
interface AdminApi {
  resource(publicId: string, options: object): Promise<object>;
  resource_by_asset_id(assetId: string | undefined, options: object): Promise<object>;
  resources_by_ids(publicIds: readonly string[], options: object): Promise<object>;
}

const api = cloudinary.api as unknown as AdminApi;

/** What is asked for beyond what every answer has. */
const DETAILS = { coordinates: true, related: true };

/** How long the Admin API may take to answer, in milliseconds. */
const ADMIN_TIMEOUT_MS = 30_000;

function described(answer: object): CurrentAsset {
  const asset = parseDescribedAsset(answer);
  const bytes = asset?.revision.bytes;
  if (asset === undefined || bytes === undefined) {
    throw new PipelineError('cloudinary-failed', 'Cloudinary described an asset without its version or bytes.');
  }
  return { ...asset, revision: { ...asset.revision, bytes } };
}

const namedSchema = z.object({ resources: z.array(z.object({ public_id: z.string(), asset_id: z.string() })) });

/** A public_id that would lead elsewhere as the last segment of a URL: every client resolves it, escaped or not. */
function leadsElsewhere(publicId: string): boolean {
  return publicId === '.' || publicId === '..';
}

/**
 * A cloud, through Cloudinary's SDK, which builds and signs the URLs, and our own download, which fetches the bytes.
 * Credentials go with each call, because one process may serve several clouds.
 *
 * Source: https://cloudinary.com/documentation/image_upload_api_reference,
 * https://cloudinary.com/documentation/admin_api
 */
export function cloudApi(settings: CloudinaryAdminApiSettings): CloudApi {
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
      const limits = { signal, timeoutMs: ADMIN_TIMEOUT_MS };
      const byId = (assetId: string | undefined) => (options: CallOptions) =>
        api.resource_by_asset_id(assetId, { ...options, ...DETAILS });
      const byName = ({ public_id, resource_type, type }: AssetIdentity) => {
        return (options: CallOptions) => api.resource(public_id, { ...options, ...DETAILS, resource_type, type });
      };
      try {
        if (!('public_id' in asset) || asset.asset_id !== undefined) {
          return described(await admin.call(byId(asset.asset_id), limits));
        }
        if (!leadsElsewhere(asset.public_id)) return described(await admin.call(byName(asset), limits));
        const { public_id, resource_type, type } = asset;
        const answer = await admin.call(
          (options) => api.resources_by_ids([public_id], { ...options, resource_type, type }),
          limits,
        );
        const { success, data } = namedSchema.safeParse(answer);
        if (!success) throw new PipelineError('cloudinary-failed', 'Cloudinary answered without a list of assets.');
        const named = data.resources.find((resource) => resource.public_id === public_id);
        return named && described(await admin.call(byId(named.asset_id), limits));
      } catch (error) {
        if (error instanceof PipelineError && error.code === 'not-found') return undefined;
        throw error;
      }
    },
  };
}
