import type { Handler } from '../http/api-call.ts';
import { existing } from '../http/reply.ts';
import { detailsIn } from '../library/asset-details.ts';
import { changeDetails } from '../library/change-details.ts';
import { moderateAsset } from '../library/moderate-asset.ts';
import { resource } from './resource.ts';

/** `POST /resources/:resource_type/:type/:public_id`: changes details of an asset, or gives a moderator's verdict. */
export const updateResource: Handler = (call) => {
  const { environment, params, path, cause } = call;
  const asset = existing(environment.library.live(path), path.public_id);
  changeDetails(environment, asset, detailsIn(params, environment.behaviour.metadataFields), cause);
  const status = params.get('moderation_status');
  if (status === 'approved' || status === 'rejected') moderateAsset(environment, asset, { status }, cause.apiKey);
  return resource(call);
};
