import type { Handler } from '../http/api-call.ts';
import { ok } from '../http/reply.ts';
import { detailsIn } from '../library/asset-details.ts';
import { changeDetails } from '../library/change-details.ts';
import { notifyUpload } from '../notifications/upload-events.ts';
import { namedAsset } from './named-asset.ts';
import { circumstancesOf, uploadAnswer } from './upload-answer.ts';

/** `POST /:resource_type/explicit`: changes details of an asset; what it emits is a behaviour. */
export const explicit: Handler = (call) => {
  const { environment, params, cause } = call;
  const { explicitNotifies, metadataFields } = environment.behaviour;
  const asset = namedAsset(call);
  changeDetails(environment, asset, detailsIn(params, metadataFields), cause);
  if (explicitNotifies === 'upload') notifyUpload(environment, asset, circumstancesOf(call));
  return ok(uploadAnswer(call, asset));
};
