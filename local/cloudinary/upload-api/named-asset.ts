import type { ApiCall } from '../http/api-call.ts';
import { existing } from '../http/reply.ts';
import type { Asset } from '../library/asset.ts';

/** The live asset that a call names by resource type (in the path), `type` and public_id, or undefined. */
export function findNamedAsset({ cloud, path, params }: ApiCall, publicId: string): Asset | undefined {
  const type = params.filled('type') ?? 'upload';
  return cloud.library.live({ resource_type: path.resource_type, type, public_id: publicId });
}

/** The live asset that a parameter of the call names. Throws a 404 when there is none. */
export function namedAsset(call: ApiCall, parameter = 'public_id'): Asset {
  const publicId = call.params.get(parameter) ?? '';
  return existing(findNamedAsset(call, publicId), publicId);
}
