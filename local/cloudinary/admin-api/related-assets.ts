import type { ApiCall } from '../http/api-call.ts';
import { endpoint } from '../http/endpoint.ts';
import { ApiError, existing, ok, type Reply } from '../http/reply.ts';
import type { Asset } from '../library/asset.ts';
import { emitEvent } from '../notifications/emit-event.ts';

const MOST_RELATED_AT_ONCE = 10;

/** The live asset that `resource_type/type/public_id` or an asset_id names. */
function named({ cloud }: ApiCall, reference: string): Asset | undefined {
  const [, resource_type = '', type = '', public_id = ''] = /^(\w+)\/(\w+)\/(.+)$/s.exec(reference) ?? [];
  if (resource_type !== '') return cloud.library.live({ resource_type, type, public_id });
  const asset = cloud.library.byAssetId(reference);
  return asset?.deletedAt ? undefined : asset;
}

function relate(call: ApiCall, parameter: string, change: (own: Set<string>, other: string) => unknown): Reply {
  const { cloud, path, params, cause } = call;
  const { relations } = cloud.productEnvironment;
  const asset =
    path.asset_id === ''
      ? existing(cloud.library.live(path), path.public_id)
      : existing(named(call, path.asset_id), path.asset_id);
  const references = params.list(parameter);
  if (references.length === 0 || references.length > MOST_RELATED_AT_ONCE) {
    throw new ApiError(400, `${parameter} must name 1 to ${MOST_RELATED_AT_ONCE} assets`);
  }
  const related = (id: string) => {
    const ids = relations.get(id) ?? new Set();
    relations.set(id, ids);
    return ids;
  };
  const [success, failed]: [unknown[], unknown[]] = [[], []];
  for (const reference of references) {
    const other = named(call, reference);
    if (other && other !== asset) {
      change(related(asset.asset_id), other.asset_id);
      change(related(other.asset_id), asset.asset_id);
      success.push({ message: 'success', code: 'success_ids', asset: reference, status: 200 });
    } else failed.push({ message: 'resource does not exist', code: 'missing_ids', asset: reference, status: 404 });
  }
  const fields = {
    action_type: parameter === 'assets_to_relate' ? 'relate' : 'unrelate',
    asset_id: asset.asset_id,
    total_failed: failed.length,
    total_success: success.length,
  };
  emitEvent(cloud, { ...cause, type: 'related_assets', fields, envelope: 'plain' });
  return ok({ failed, success });
}

/** `POST /resources/related_assets/…`: both assets name each other (https://cloudinary.com/documentation/admin_api#add_related_assets). */
export const addRelatedAssets = endpoint(['assets_to_relate'], (call) => {
  return relate(call, 'assets_to_relate', (own, other) => own.add(other));
});

/** `DELETE /resources/related_assets/…`: neither names the other any more. */
export const deleteRelatedAssets = endpoint(['assets_to_unrelate'], (call) => {
  return relate(call, 'assets_to_unrelate', (own, other) => own.delete(other));
});
