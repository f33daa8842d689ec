import type { ApiCall, Handler } from '../http/api-call.ts';
import { ApiError } from '../http/api-error.ts';
import { ok, type Reply } from '../http/reply.ts';
import type { Asset } from '../library/asset.ts';
import { deleteAsset } from '../library/delete-asset.ts';
import { notifyDelete } from '../notifications/change-events.ts';
import { pageOf } from './page.ts';

/** A bulk delete removes this many assets per call; the cursor continues. */
const MOST_DELETED = 1000;
const MOST_IDS = 100;

function deleted(call: ApiCall, assets: readonly Asset[], missing: readonly string[], cursor?: string): Reply {
  for (const asset of assets) deleteAsset(call.environment, asset);
  if (assets.length > 0) notifyDelete(call.environment, assets, { apiKey: call.apiKey });
  const results = [
    ...assets.map((asset) => [asset.publicId, 'deleted']),
    ...missing.map((publicId) => [publicId, 'not_found']),
  ];
  const counts = assets.map((asset) => [asset.publicId, { original: 1, derived: 0 }]);
  return ok({
    deleted: Object.fromEntries(results),
    deleted_counts: Object.fromEntries(counts),
    partial: cursor !== undefined,
    ...(cursor === undefined ? {} : { next_cursor: cursor }),
  });
}

function deletedPage(call: ApiCall, assets: readonly Asset[]): Reply {
  const sizes = { largest: MOST_DELETED, standard: MOST_DELETED };
  const page = pageOf(assets, call.params, sizes, { now: call.simulation.now(), lifetimeMs: 0 });
  return deleted(call, page.assets, [], page.next_cursor);
}

/** `DELETE /resources/:resource_type/:type`: by public_ids, by prefix, or all of that type. */
export const deleteResources: Handler = (call) => {
  const { params, environment } = call;
  const [resourceType = '', type = ''] = call.captured;
  if (params.flag('keep_original')) return ok({ deleted: {}, deleted_counts: {}, partial: false });
  const publicIds = params.list('public_ids');
  if (publicIds.length > MOST_IDS) throw new ApiError(400, `Too many public_ids: at most ${MOST_IDS}`);
  if (publicIds.length > 0) {
    const found = publicIds.map((publicId) => environment.library.live(resourceType, type, publicId));
    const missing = publicIds.filter((_, i) => found[i] === undefined);
    return deleted(
      call,
      found.filter((asset) => asset !== undefined),
      missing,
    );
  }
  const prefix = params.filled('prefix');
  if (prefix === undefined && !params.flag('all')) throw new ApiError(400, 'Missing required parameter - public_ids');
  const fitting = environment.library
    .all()
    .filter((a) => a.resourceType === resourceType && a.type === type && a.publicId.startsWith(prefix ?? ''));
  return deletedPage(call, fitting);
};

/** `DELETE /resources` by asset_ids. */
export const deleteByAssetIds: Handler = (call) => {
  const named = call.params.list('asset_ids').map((assetId) => call.environment.library.byAssetId(assetId));
  const live = named.filter((asset) => asset !== undefined).filter((asset) => asset.deletedAt === undefined);
  return deleted(call, live, []);
};

/** `DELETE /resources/:resource_type/tags/:tag`. */
export const deleteByTag: Handler = (call) => {
  const [resourceType = '', tag = ''] = call.captured;
  const all = call.environment.library.all();
  return deletedPage(
    call,
    all.filter((asset) => asset.resourceType === resourceType && asset.tags.includes(tag)),
  );
};
