import type { ApiCall } from '../http/api-call.ts';
import { endpoint } from '../http/endpoint.ts';
import { ApiError, ok, type Reply } from '../http/reply.ts';
import type { Asset } from '../library/asset.ts';
import { deleteAsset } from '../library/revisions.ts';
import { notifyDelete } from '../notifications/change-events.ts';
import { assetsOf, MOST_IDS, type Page, pageOf } from './page.ts';

/** A bulk delete removes this many assets in one call; the cursor continues from there. */
const SIZES = { largest: 1000, standard: 1000 };

function deleted({ cloud, cause }: ApiCall, page: Page, missing: readonly string[] = []): Reply {
  const { assets, next_cursor } = page;
  for (const asset of assets) deleteAsset(cloud, asset);
  // These calls take no `notification_url`.
  notifyDelete(cloud, assets, { apiKey: cause.apiKey });
  const ofEach = <T>(value: T) => assets.map(({ public_id }) => [public_id, value] as const);
  return ok({
    deleted: Object.fromEntries([...ofEach('deleted'), ...missing.map((publicId) => [publicId, 'not_found'])]),
    deleted_counts: Object.fromEntries(ofEach({ original: 1, derived: 0 })),
    partial: next_cursor !== undefined,
    next_cursor,
  });
}

function deletedPage(call: ApiCall, fits: (asset: Asset) => boolean): Reply {
  return deleted(call, pageOf(call, assetsOf(call, fits), SIZES, 0));
}

/** `DELETE /resources/:resource_type/:type`: by public_ids, by prefix, or all of that type. */
export const deleteResources = endpoint(
  ['public_ids', 'prefix', 'all', 'keep_original', 'invalidate', 'max_results', 'next_cursor'],
  (call) => {
    const { params, cloud, path } = call;
    if (params.flag('keep_original')) return ok({ deleted: {}, deleted_counts: {}, partial: false });
    const publicIds = params.list('public_ids');
    if (publicIds.length > MOST_IDS) throw new ApiError(400, `Too many public_ids: at most ${MOST_IDS}`);
    if (publicIds.length > 0) {
      const find = (public_id: string) => cloud.library.live({ ...path, public_id });
      const assets = publicIds.flatMap((publicId) => find(publicId) ?? []);
      const missing = publicIds.filter((publicId) => !find(publicId));
      return deleted(call, { assets }, missing);
    }
    const prefix = params.filled('prefix');
    if (prefix === undefined && !params.flag('all')) throw new ApiError(400, 'Missing required parameter - public_ids');
    return deletedPage(call, ({ type, public_id }) => type === path.type && public_id.startsWith(prefix ?? ''));
  },
);

/** `DELETE /resources` by asset_ids. */
export const deleteByAssetIds = endpoint(['asset_ids', 'invalidate'], (call) => {
  const named = call.params.list('asset_ids').flatMap((assetId) => call.cloud.library.byAssetId(assetId) ?? []);
  return deleted(call, { assets: named.filter((asset) => !asset.deletedAt) });
});

/** `DELETE /resources/:resource_type/tags/:tag`. */
export const deleteByTag = endpoint(['invalidate', 'max_results', 'next_cursor'], (call) =>
  deletedPage(call, ({ tags }) => tags.includes(call.path.tag)),
);
