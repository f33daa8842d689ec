import { endpoint } from '../http/endpoint.ts';
import { ApiError, ok } from '../http/reply.ts';
import { placeInFolder } from '../library/folder-mode.ts';
import { unixSeconds } from '../library/instants.ts';
import { refuseForbiddenPublicId } from '../library/public-id-rules.ts';
import { deleteAsset } from '../library/revisions.ts';
import { notifyDelete, notifyRename } from '../notifications/change-events.ts';
import { namedAsset } from './named-asset.ts';
import { uploadAnswer } from './upload-answer.ts';

const PARAMETERS = ['from_public_id', 'to_public_id', 'type', 'to_type', 'overwrite', 'invalidate'];

/** `POST /:resource_type/rename`: another public_id, another delivery type, or both, for the same asset_id. */
export const rename = endpoint(PARAMETERS, (call) => {
  const { cloud, params, cause } = call;
  const { behaviour, library } = cloud;
  const asset = namedAsset(call, 'from_public_id');
  const from = asset.public_id;
  const public_id = params.get('to_public_id') ?? '';
  if (!behaviour.lenientPublicIds) refuseForbiddenPublicId(public_id);
  const to = { resource_type: asset.resource_type, type: params.filled('to_type') ?? asset.type, public_id };
  const target = library.live(to);
  if (target === asset) throw new ApiError(400, 'to_public_id and from_public_id are the same');
  if (library.known(to) && !params.flag('overwrite')) {
    throw new ApiError(400, `to_public_id(${public_id}) already exists`);
  }
  if (target) {
    deleteAsset(cloud, target);
    if (behaviour.renameOverwriteNotifiesDelete) notifyDelete(cloud, [target], cause);
  }
  library.reidentify(asset, to);
  placeInFolder(cloud, asset);
  if (behaviour.renameChangesVersion) asset.version = unixSeconds(cloud.now());
  notifyRename(cloud, asset, from, cause);
  return ok(uploadAnswer(call, asset));
});
