import type { ApiCall, Handler } from '../http/api-call.ts';
import { ApiError, ok, type Reply } from '../http/reply.ts';
import type { Asset } from '../library/asset.ts';
import { deleteAsset } from '../library/revisions.ts';
import { notifyDelete } from '../notifications/change-events.ts';
import { assetsOf, MOST_IDS, type Page, pageOf } from './page.ts';

/** A bulk delete removes this many assets per call; the cursor continues. */
const SIZES = { largest: 1000, standard: 1000 };

function deleted({ environment, cause }: ApiCall, page: Page, missing: readonly string[] = []): Reply {
  const { assets, next_cursor } = page;
  for (const asset of assets) deleteAsset(environment, asset);
  // These calls know no `notification_url`.
  notifyDelete(environment, assets, { apiKey: cause.apiKey });
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
export const deleteResources: Handler = (call) => {
  const { params, environment, path } = call;
  if (params.flag('keep_original')) return ok({ deleted: {}, deleted_counts: {}, partial: false });
  const publicIds = params.list('public_ids');
  if (publicIds.length > MOST_IDS) throw new ApiError(400, `Too many public_ids: at most ${MOST_IDS}`);
  if (publicIds.length > 0) {
    const find = (public_id: string) => environment.library.live({ ...path, public_id });
    const assets = publicIds.flatMap((publicId) => find(publicId) ?? []);
    const missing = publicIds.filter((publicId) => !find(publicId));
    return deleted(call, { assets }, missing);
  }
  const prefix = params.filled('prefix');
  if (prefix === undefined && !params.flag('all')) throw new ApiError(400, 'Missing required parameter - public_ids');
  return deletedPage(call, ({ type, public_id }) => type === path.type && public_id.startsWith(prefix ?? ''));
};

/** `DELETE /resources` by asset_ids. */
export const deleteByAssetIds: Handler = (call) => {
  const named = call.params.list('asset_ids').flatMap((assetId) => call.environment.library.byAssetId(assetId) ?? []);
  return deleted(call, { assets: named.filter((asset) => !asset.deletedAt) });
};

/** `DELETE /resources/:resource_type/tags/:tag`. */
export const deleteByTag: Handler = (call) => deletedPage(call, ({ tags }) => tags.includes(call.path.tag));
