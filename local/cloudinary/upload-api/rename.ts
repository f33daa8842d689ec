import type { Handler } from '../http/api-call.ts';
import { ApiError } from '../http/api-error.ts';
import { ok } from '../http/reply.ts';
import { deleteAsset } from '../library/delete-asset.ts';
import { refuseForbiddenPublicId } from '../library/public-id-rules.ts';
import { notifyDelete, notifyRename } from '../notifications/change-events.ts';
import { causeOf, namedAsset } from './named-asset.ts';
import { uploadAnswer } from './upload-answer.ts';

/** `POST /:resource_type/rename`: another public_id, another delivery type, or both, for the same asset_id. */
export const rename: Handler = (call) => {
  const { environment, params, simulation } = call;
  const { behaviour } = simulation;
  const from = params.get('from_public_id') ?? '';
  const to = params.get('to_public_id') ?? '';
  const asset = namedAsset(call, from);
  if (!behaviour.lenientPublicIds) refuseForbiddenPublicId(to);
  const toType = params.filled('to_type') ?? asset.type;
  const target = environment.library.live(asset.resourceType, toType, to);
  if (target === asset) throw new ApiError(400, 'to_public_id and from_public_id are the same');
  const reserved = environment.library.deleted(asset.resourceType, toType, to);
  if ((target || reserved) && !params.flag('overwrite')) throw new ApiError(400, `to_public_id(${to}) already exists`);
  if (target) {
    deleteAsset(environment, target);
    if (behaviour.renameOverwriteNotifiesDelete) notifyDelete(environment, [target], causeOf(call));
  }
  environment.library.reidentify(asset, { type: toType, publicId: to });
  if (behaviour.renameChangesVersion) asset.version = Math.floor(simulation.now().getTime() / 1000);
  notifyRename(environment, asset, from, causeOf(call));
  return ok(uploadAnswer(call, asset));
};
