import { createHash } from 'node:crypto';
import type { ApiCall } from '../http/api-call.ts';
import type { Asset } from '../library/asset.ts';
import { valueFields } from '../library/describe-asset.ts';
import { type UploadCircumstances, uploadFields } from '../notifications/upload-events.ts';

/** What the notification of a call may tell of it. */
export function circumstancesOf({ cause, params }: ApiCall): UploadCircumstances {
  return { ...cause, carried: { context: params.has('context'), metadata: params.has('metadata') } };
}

/** The answer of `upload` and `explicit`: the notification's fields, a signature, and context and metadata if there are any. */
export function uploadAnswer({ environment, cause }: ApiCall, asset: Asset): Record<string, unknown> {
  const secret = environment.keys.find((key) => key.apiKey === cause.apiKey)?.apiSecret ?? '';
  const signed = `public_id=${asset.public_id}&version=${asset.version}${secret}`;
  return {
    ...uploadFields(environment, asset),
    signature: createHash('sha1').update(signed).digest('hex'),
    ...valueFields(asset),
    api_key: cause.apiKey,
  };
}
