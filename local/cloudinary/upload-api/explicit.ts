import type { ApiCall } from '../http/api-call.ts';
import { endpoint } from '../http/endpoint.ts';
import { DETAIL_NAMES, detailsIn } from '../library/asset-details.ts';
import { changeDetails } from '../library/change-details.ts';
import { notifyUpload } from '../notifications/upload-events.ts';
import { inBackground } from './in-background.ts';
import { namedAsset } from './named-asset.ts';
import { circumstancesOf, uploadAnswer } from './upload-answer.ts';

async function changeNamed(call: ApiCall): Promise<Record<string, unknown>> {
  const { cloud, params, cause, batchId } = call;
  const { explicitNotifies, metadataFields } = cloud.behaviour;
  const asset = namedAsset(call);
  changeDetails(cloud, asset, detailsIn(params, metadataFields), cause);
  // Nothing else would say that the work of an `async` call is done.
  if (explicitNotifies === 'upload' || batchId) notifyUpload(cloud, asset, circumstancesOf(call));
  return uploadAnswer(call, asset);
}

const PARAMETERS = [...DETAIL_NAMES, 'async', 'public_id', 'type', 'invalidate', 'eager', 'faces'];

/** `POST /:resource_type/explicit`: changes details of an asset; what it emits is a behaviour. */
export const explicit = endpoint(PARAMETERS, (call) => inBackground(call, changeNamed));
