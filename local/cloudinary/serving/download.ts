import type { Handler } from '../http/api-call.ts';
import { ApiError } from '../http/api-error.ts';
import { isPlaceholder } from '../library/asset.ts';
import { findNamedAsset } from '../upload-api/named-asset.ts';
import { assetReply } from './asset-reply.ts';
import { redirectReply } from './redirect.ts';

/**
 * `GET /:resource_type/download` with a signature (`private_download_url`): always the newest revision, of any
 * delivery type; image and video only under their stored format
 * (https://cloudinary.com/documentation/control_access_to_media#providing_time_limited_access_to_private_media_assets).
 */
export const download: Handler = (call) => {
  const { environment, params } = call;
  const asset = findNamedAsset(call, params.get('public_id') ?? '');
  if (!asset || isPlaceholder(asset)) throw new ApiError(404, 'Resource not found');
  if (params.filled('format') !== asset.format) throw new ApiError(404, 'Invalid extension');
  return redirectReply(environment, asset.assetId, asset.versionId) ?? assetReply(environment, asset);
};
