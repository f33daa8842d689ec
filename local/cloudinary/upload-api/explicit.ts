import type { Handler } from '../http/api-call.ts';
import { ok } from '../http/reply.ts';
import { detailsIn } from '../library/asset-details.ts';
import { changeDetails } from '../library/change-details.ts';
import { notifyUpload } from '../notifications/upload-events.ts';
import { causeOf, namedAsset } from './named-asset.ts';
import { uploadAnswer } from './upload-answer.ts';

/** `POST /:resource_type/explicit`: changes details of an asset; what it emits is a behaviour. */
export const explicit: Handler = (call) => {
  const { environment, params, simulation } = call;
  const asset = namedAsset(call, params.get('public_id') ?? '');
  changeDetails(environment, asset, detailsIn(params, simulation.behaviour.metadataFields), causeOf(call));
  if (simulation.behaviour.explicitNotifies === 'upload') {
    const carried = { context: params.has('context'), metadata: params.has('metadata') };
    notifyUpload(environment, asset, { ...causeOf(call), carried });
  }
  return ok(uploadAnswer(call, asset));
};
