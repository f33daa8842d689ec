import { createHash } from 'node:crypto';
import type { ApiCall } from '../http/api-call.ts';
import type { Asset } from '../library/asset.ts';
import { moderationField, valueFields } from '../library/describe-asset.ts';
import { imageDimensions } from '../library/image-dimensions.ts';
import { type UploadCircumstances, uploadFields } from '../notifications/upload-events.ts';
import { eagerFiles } from './eager-files.ts';

/** What the notification of a call may report about it. */
export function circumstancesOf({ cause, params, batchId }: ApiCall): UploadCircumstances {
  return { ...cause, batchId, carried: { context: params.has('context'), metadata: params.has('metadata') } };
}

/** The marked faces, none wider or higher than the image: so the Python SDK's own tests expect them. */
function facesOf({ face_coordinates = [], original }: Asset): number[][] {
  const { width, height } = imageDimensions(original);
  return face_coordinates.map(([x = 0, y = 0, w = 0, h = 0]) => [x, y, Math.min(w, width), Math.min(h, height)]);
}

/** The answer of `upload` and `explicit`: the notification's fields, a signature, and context and metadata if there are any. */
export function uploadAnswer({ cloud, cause, params }: ApiCall, asset: Asset): Record<string, unknown> {
  const caller = cloud.keys.find((key) => key.apiKey === cause.apiKey) ?? cloud.keys[0];
  const signed = `public_id=${asset.public_id}&version=${asset.version}${caller?.apiSecret}`;
  return {
    ...uploadFields(cloud, asset),
    signature: createHash('sha1').update(signed).digest('hex'),
    ...valueFields(asset),
    ...moderationField(asset),
    ...(params.flag('faces') && { faces: facesOf(asset) }),
    eager: eagerFiles(cloud, asset, params.filled('eager')),
    api_key: cause.apiKey,
  };
}
