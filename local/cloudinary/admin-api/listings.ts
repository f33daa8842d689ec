import type { ApiCall, Handler } from '../http/api-call.ts';
import { ApiError } from '../http/api-error.ts';
import { ok, type Reply } from '../http/reply.ts';
import type { Asset } from '../library/asset.ts';
import { describeResource, wantedIn } from './describe-resource.ts';
import { pageOf } from './page.ts';

const PAGE = { largest: 500, standard: 10 };
const MOST_IDS = 100;

function listed(call: ApiCall, assets: readonly Asset[]): Reply {
  const lifetimeMs = call.simulation.behaviour.listingCursorLifetimeMs;
  const age = { now: call.simulation.now(), lifetimeMs };
  const { assets: page, next_cursor } = pageOf(assets, call.params, PAGE, age);
  const wanted = wantedIn(call.params);
  const resources = page.map((asset) => describeResource(call.environment, asset, wanted));
  return ok(next_cursor === undefined ? { resources } : { resources, next_cursor });
}

function named(call: ApiCall, assets: (Asset | undefined)[]): Reply {
  if (assets.length > MOST_IDS) throw new ApiError(400, `Too many ids: at most ${MOST_IDS}`);
  const wanted = wantedIn(call.params);
  const live = assets.filter((asset) => asset !== undefined).filter((asset) => asset.deletedAt === undefined);
  return ok({ resources: live.map((asset) => describeResource(call.environment, asset, wanted)) });
}

/** `GET /resources/:resource_type[/:type]`: by prefix, since a date, by public_ids, or all. */
export const listResources: Handler = (call) => {
  const { params, environment } = call;
  const [resourceType = '', type] = call.captured;
  const publicIds = params.list('public_ids');
  if (publicIds.length > 0 && type !== undefined) {
    return named(
      call,
      publicIds.map((publicId) => environment.library.live(resourceType, type, publicId)),
    );
  }
  const prefix = params.filled('prefix');
  if (prefix !== undefined && type === undefined) throw new ApiError(400, 'prefix requires a type');
  const startAt = params.filled('start_at');
  const since = startAt === undefined ? 0 : Date.parse(startAt);
  if (Number.isNaN(since)) throw new ApiError(400, 'Invalid value for parameter start_at');
  const { library, simulation } = environment;
  const fitting = (simulation.behaviour.listingGivesDeleted ? library.allEver() : library.all()).filter(
    (asset) =>
      asset.resourceType === resourceType &&
      (type === undefined || asset.type === type) &&
      (prefix === undefined || asset.publicId.startsWith(prefix)) &&
      asset.uploadedAt.getTime() >= since,
  );
  return listed(call, fitting);
};

/** `GET /resources/by_asset_ids`: not deleted assets, even if backed up. */
export const listByAssetIds: Handler = (call) =>
  named(
    call,
    call.params.list('asset_ids').map((assetId) => call.environment.library.byAssetId(assetId)),
  );

/** `GET /resources/by_asset_folder`: the assets directly in a folder. */
export const listByAssetFolder: Handler = (call) => {
  const folder = call.params.get('asset_folder') ?? '';
  return listed(
    call,
    call.environment.library.all().filter((asset) => asset.assetFolder === folder),
  );
};

/** `GET /resources/:resource_type/tags/:tag`. */
export const listByTag: Handler = (call) => {
  const [resourceType = '', tag = ''] = call.captured;
  const all = call.environment.library.all();
  return listed(
    call,
    all.filter((asset) => asset.resourceType === resourceType && asset.tags.includes(tag)),
  );
};

/** `GET /resources/:resource_type/context?key=…[&value=…]`. */
export const listByContext: Handler = (call) => {
  const [resourceType = ''] = call.captured;
  const key = call.params.get('key') ?? '';
  const value = call.params.get('value');
  const fits = (asset: Asset) => key in asset.context && (value === undefined || asset.context[key] === value);
  return listed(
    call,
    call.environment.library.all().filter((asset) => asset.resourceType === resourceType && fits(asset)),
  );
};

/** `GET /resources/:resource_type/moderations/:kind/:status`. */
export const listByModeration: Handler = (call) => {
  const [resourceType = '', kind = '', status = ''] = call.captured;
  const fits = (asset: Asset) => asset.moderation.some((found) => found.kind === kind && found.status === status);
  return listed(
    call,
    call.environment.library.all().filter((asset) => asset.resourceType === resourceType && fits(asset)),
  );
};
