import { endpoint } from '../http/endpoint.ts';
import { existing } from '../http/reply.ts';
import { DETAIL_NAMES, detailsIn } from '../library/asset-details.ts';
import { changeDetails } from '../library/change-details.ts';
import { moderateAsset } from '../library/moderate-asset.ts';
import { resourceReply } from './resource.ts';

/** `POST /resources/:resource_type/:type/:public_id`: changes details of an asset, or gives a moderator's decision. */
export const updateResource = endpoint([...DETAIL_NAMES, 'moderation_status'], (call) => {
  const { cloud, params, path, cause } = call;
  const asset = existing(cloud.library.live(path), path.public_id);
  changeDetails(cloud, asset, detailsIn(params, cloud.behaviour.metadataFields), cause);
  const status = params.get('moderation_status');
  if (status === 'approved' || status === 'rejected') moderateAsset(cloud, asset, { status }, cause.apiKey);
  return resourceReply(call, asset, path.public_id);
});
