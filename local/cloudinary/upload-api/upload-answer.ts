import { createHash } from 'node:crypto';
import type { ApiCall } from '../http/api-call.ts';
import type { Asset } from '../library/asset.ts';
import { uploadFields } from '../notifications/upload-events.ts';

/** The answer of `upload` and `explicit`: the notification's fields, a signature, and context and metadata if there are any. */
export function uploadAnswer(call: ApiCall, asset: Asset): Record<string, unknown> {
  const { environment, apiKey } = call;
  const secret = environment.keys.find((key) => key.apiKey === apiKey)?.apiSecret ?? '';
  const signed = `public_id=${asset.publicId}&version=${asset.version}${secret}`;
  return {
    ...uploadFields(environment, asset),
    signature: createHash('sha1').update(signed).digest('hex'),
    ...(Object.keys(asset.context).length > 0 ? { context: { custom: { ...asset.context } } } : {}),
    ...(Object.keys(asset.metadata).length > 0 ? { metadata: { ...asset.metadata } } : {}),
    api_key: apiKey,
  };
}
