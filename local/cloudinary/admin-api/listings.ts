import type { ApiCall } from '../http/api-call.ts';
import { endpoint } from '../http/endpoint.ts';
import { ApiError, ok, type Reply } from '../http/reply.ts';
import type { Asset } from '../library/asset.ts';
import { folderPathIn } from '../library/folder-tree.ts';
import { describeResource, wantedIn } from './describe-resource.ts';
import { assetsOf, MOST_IDS, pageOf } from './page.ts';

const SIZES = { largest: 500, standard: 10 };

const DESCRIBED = ['tags', 'context', 'metadata', 'moderations', 'fields'];
const PAGED = [...DESCRIBED, 'max_results', 'next_cursor', 'direction'];

function described({ cloud, params }: ApiCall, assets: readonly Asset[]): Record<string, unknown>[] {
  const wanted = wantedIn(params);
  return assets.map((asset) => describeResource(cloud, asset, wanted));
}

function listed(call: ApiCall, all: readonly Asset[]): Reply {
  const { assets, next_cursor } = pageOf(call, all, SIZES, call.cloud.behaviour.listingCursorLifetimeMs);
  return ok({ resources: described(call, assets), next_cursor });
}

/** The assets that a parameter names one by one: without those that are missing or deleted, even with a backup. */
function named(call: ApiCall, parameter: string, find: (id: string) => Asset | undefined): Reply {
  const ids = call.params.list(parameter);
  if (ids.length > MOST_IDS) throw new ApiError(400, `Too many ids: at most ${MOST_IDS}`);
  const assets = ids.flatMap((id) => find(id) ?? []).filter((asset) => !asset.deletedAt);
  return ok({ resources: described(call, assets) });
}

/** `GET /resources`: the resource types that there are. */
export const listResourceTypes = endpoint([], () => ok({ resource_types: ['image', 'raw', 'video'] }));

/** `GET /resources/:resource_type[/:type]`: by prefix, since a date, by public_ids, or all. */
export const listResources = endpoint([...PAGED, 'prefix', 'start_at', 'public_ids'], (call) => {
  const { params, path } = call;
  const { library, behaviour } = call.cloud;
  const hasType = path.type !== '';
  if (params.has('public_ids') && hasType) {
    return named(call, 'public_ids', (public_id) => library.live({ ...path, public_id }));
  }
  const prefix = params.filled('prefix');
  if (prefix !== undefined && !hasType) throw new ApiError(400, 'prefix requires a type');
  const startAt = params.filled('start_at');
  const since = startAt === undefined ? 0 : Date.parse(startAt);
  if (Number.isNaN(since)) throw new ApiError(400, 'Invalid value for parameter start_at');
  const fitting = (behaviour.listingGivesDeleted ? library.allEver() : library.all()).filter(
    ({ resource_type, type, public_id, uploaded_at }) =>
      resource_type === path.resource_type &&
      (!hasType || type === path.type) &&
      public_id.startsWith(prefix ?? '') &&
      uploaded_at.getTime() >= since,
  );
  return listed(call, fitting);
});

/** `GET /resources/by_asset_ids`. */
export const listByAssetIds = endpoint([...DESCRIBED, 'asset_ids'], (call) =>
  named(call, 'asset_ids', (assetId) => call.cloud.library.byAssetId(assetId)),
);

/** `GET /resources/by_asset_folder`: the assets directly in a folder. */
export const listByAssetFolder = endpoint([...PAGED, 'asset_folder'], (call) => {
  const folder = folderPathIn(call.params.get('asset_folder') ?? '');
  const { library } = call.cloud;
  return listed(
    call,
    library.all().filter(({ asset_folder }) => asset_folder === folder),
  );
});

/** `GET /resources/:resource_type/tags/:tag`. */
export const listByTag = endpoint(PAGED, (call) => {
  const tagged = assetsOf(call, ({ tags }) => tags.includes(call.path.tag));
  return listed(call, tagged);
});

/** `GET /resources/:resource_type/context?key=…[&value=…]`. */
export const listByContext = endpoint([...PAGED, 'key', 'value'], (call) => {
  const key = call.params.get('key') ?? '';
  const value = call.params.get('value');
  const fitting = assetsOf(call, ({ context }) => key in context && (value ?? context[key]) === context[key]);
  return listed(call, fitting);
});

/** `GET /resources/:resource_type/moderations/:kind/:status`. */
export const listByModeration = endpoint(PAGED, (call) => {
  const { kind, status } = call.path;
  const fitting = assetsOf(call, ({ moderation }) =>
    moderation.some((found) => found.kind === kind && found.status === status),
  );
  return listed(call, fitting);
});
