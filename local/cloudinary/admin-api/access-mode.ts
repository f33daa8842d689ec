import { endpoint } from '../http/endpoint.ts';
import { ApiError, ok } from '../http/reply.ts';
import { fieldsOf } from '../library/asset.ts';
import { accessMode } from '../library/asset-details.ts';
import { assetsOf, MOST_IDS } from './page.ts';

/** `POST /resources/:resource_type/:type/update_access_mode`: by public_ids, prefix or tag. Nothing is notified. */
export const updateAccessMode = endpoint(['access_mode', 'public_ids', 'prefix', 'tag'], (call) => {
  const { params, path } = call;
  const access_mode = accessMode(params.get('access_mode') ?? '');
  const publicIds = params.list('public_ids');
  const prefix = params.filled('prefix');
  const tag = params.filled('tag');
  if (publicIds.length > MOST_IDS) throw new ApiError(400, `Too many public_ids: at most ${MOST_IDS}`);
  const ways = [publicIds.length > 0, prefix !== undefined, tag !== undefined].filter(Boolean).length;
  if (ways !== 1) throw new ApiError(400, 'Give either public_ids, prefix or tag');
  const named = assetsOf(call, ({ type, public_id, tags }) => {
    if (type !== path.type) return false;
    if (publicIds.length > 0) return publicIds.includes(public_id);
    return prefix === undefined ? tags.includes(tag ?? '') : public_id.startsWith(prefix);
  });
  for (const asset of named) asset.access_mode = access_mode;
  return ok({ updated: named.map((asset) => fieldsOf(asset, 'public_id', 'resource_type', 'type')), failed: [] });
});
