import { endpoint } from '../http/endpoint.ts';
import { ApiError, type Reply } from '../http/reply.ts';
import { isPlaceholder } from '../library/asset.ts';
import { contentTypeOf } from '../library/formats.ts';
import { keptBytes } from '../native-backup/native-backup-writer.ts';
import type { SimulatedCloud } from '../simulation.ts';
import { findNamedAsset } from '../upload-api/named-asset.ts';
import { assetReply } from './delivery.ts';

/** A 302 to object storage, where the behaviour asks for one; the simulated Cloudinary answers such paths itself. */
function redirectReply(cloud: SimulatedCloud, assetId: string, versionId: string): Reply | undefined {
  const origin = cloud.behaviour.downloadRedirects;
  if (origin === false) return undefined;
  const location = `${origin}/storage/${cloud.cloudName}/${assetId}/${versionId}`;
  return { status: 302, headers: { Location: location }, json: {} };
}

/** The bytes of one backup copy. Throws a 404 while there is none. */
async function backupReply(cloud: SimulatedCloud, assetId: string, versionId: string): Promise<Reply> {
  const asset = cloud.library.byAssetId(assetId);
  const copy = asset?.backups.find((backup) => backup.version_id === versionId && backup.ready);
  const bytes = copy && (await keptBytes(cloud, copy));
  if (!copy || !bytes) throw new ApiError(404, `Version ${versionId} not found`);
  return { status: 200, bytes, contentType: contentTypeOf(copy.format) };
}

/**
 * `GET /:resource_type/download` with a signature (`private_download_url`): always the newest revision, of any
 * delivery type; image and video only under their stored format
 * (https://cloudinary.com/documentation/control_access_to_media#providing_time_limited_access_to_private_media_assets).
 */
export const download = endpoint(['public_id', 'format', 'type', 'expires_at'], (call) => {
  const { cloud, params } = call;
  const asset = findNamedAsset(call, params.get('public_id') ?? '');
  if (!asset || isPlaceholder(asset)) throw new ApiError(404, 'Resource not found');
  if (params.filled('format') !== asset.format) throw new ApiError(404, 'Invalid extension');
  return redirectReply(cloud, asset.asset_id, asset.version_id) ?? assetReply(cloud, asset);
});

/** `GET /download_backup` with a signature (`download_backedup_asset`): exactly one revision, if native backup kept it. */
export const downloadBackup = endpoint(['asset_id', 'version_id', 'expires_at'], async ({ cloud, params }) => {
  const assetId = params.filled('asset_id');
  const versionId = params.filled('version_id');
  if (!assetId || !versionId) throw new ApiError(400, 'Missing required parameter - asset_id, version_id');
  const reply = await backupReply(cloud, assetId, versionId);
  return redirectReply(cloud, assetId, versionId) ?? reply;
});

/** Where a redirected download ends: `GET /storage/:cloud/:asset_id/:version_id`, without a signature. */
export async function storageReply(cloud: SimulatedCloud, path: string): Promise<Reply> {
  const [assetId = '', versionId = ''] = path.split('/');
  const asset = cloud.library.byAssetId(assetId);
  if (asset?.version_id === versionId && !asset.deletedAt) return assetReply(cloud, asset);
  return await backupReply(cloud, assetId, versionId);
}
