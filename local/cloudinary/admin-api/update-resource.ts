import type { Handler } from '../http/api-call.ts';
import { ApiError } from '../http/api-error.ts';
import { detailsIn } from '../library/asset-details.ts';
import { changeDetails } from '../library/change-details.ts';
import { moderateAsset } from '../library/moderate-asset.ts';
import { resource } from './resource.ts';

/** `POST /resources/:resource_type/:type/:public_id`: changes details of an asset, or gives a moderator's verdict. */
export const updateResource: Handler = (call) => {
  const { environment, params, simulation, apiKey } = call;
  const [resourceType = '', type = '', publicId = ''] = call.captured;
  const asset = environment.library.live(resourceType, type, publicId);
  if (!asset) throw new ApiError(404, `Resource not found - ${publicId}`);
  const notificationUrl = params.filled('notification_url');
  const details = detailsIn(params, simulation.behaviour.metadataFields);
  changeDetails(environment, asset, details, { apiKey, notificationUrl });
  const status = params.get('moderation_status');
  if (status === 'approved' || status === 'rejected') moderateAsset(environment, asset.assetId, { status }, apiKey);
  return resource(call);
};
