import type { ApiCall } from '../http/api-call.ts';
import { ApiError } from '../http/api-error.ts';
import type { Asset } from '../library/asset.ts';

/** The live asset that a call names by resource type (in the path), `type` and public_id, or undefined. */
export function findNamedAsset(call: ApiCall, publicId: string): Asset | undefined {
  return call.environment.library.live(call.captured[0] ?? 'image', call.params.filled('type') ?? 'upload', publicId);
}

/** As `findNamedAsset`; throws a 404 when there is none. */
export function namedAsset(call: ApiCall, publicId: string): Asset {
  const asset = findNamedAsset(call, publicId);
  if (!asset) throw new ApiError(404, `Resource not found - ${publicId}`);
  return asset;
}

/** Those of the call's `public_ids` that exist: bulk commands pass over the others. */
export function namedAssets(call: ApiCall): Asset[] {
  return call.params.list('public_ids').flatMap((publicId) => findNamedAsset(call, publicId) ?? []);
}

/** Who a call's notifications name, and the URL of its own they go to. */
export function causeOf(call: ApiCall): { apiKey: string; notificationUrl: string | undefined } {
  return { apiKey: call.apiKey, notificationUrl: call.params.filled('notification_url') };
}
