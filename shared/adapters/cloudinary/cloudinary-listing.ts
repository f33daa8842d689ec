import { v2 as cloudinary } from 'cloudinary';
import * as z from 'zod/mini';
import type { CurrentAsset } from '#shared/domain/asset/revision.ts';
import { parseDescribedAsset } from '#shared/domain/cloudinary/described-asset.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { LibraryListing } from '#shared/usecases/inventory/library-listing.ts';
import {
  type AdminCall,
  type AdminCallLimits,
  type CloudinaryAdminApiSettings,
  cloudinaryAdminApi,
} from './cloudinary-admin-api.ts';

/** The calls used here. The SDK's own types lack some of the options. */
interface ListingApi {
  resources(options: object): Promise<object>;
  resources_by_asset_ids(assetIds: readonly string[], options: object): Promise<object>;
  usage(options: object): Promise<object>;
}

const api = cloudinary.api as unknown as ListingApi;

/** The Admin API's maximum. */
const PAGE_SIZE = 500;
/** How long the Admin API may take to answer, in milliseconds. A full page takes longer. */
const PAGE_TIMEOUT_MS = 60_000;
const TIMEOUT_MS = 30_000;

const pageSchema = z.object({
  resources: z.array(z.looseObject({ status: z.catch(z.optional(z.string()), undefined) })),
  next_cursor: z.optional(z.nullable(z.string())),
});
const amount = z.catch(z.optional(z.number().check(z.nonnegative())), undefined);
const usageSchema = z.object({
  resources: z.number().check(z.nonnegative()),
  storage: z.catch(z.optional(z.object({ usage: amount })), undefined),
  bandwidth: z.catch(z.optional(z.object({ usage: amount, limit: amount })), undefined),
  plan: z.catch(z.optional(z.string()), undefined),
});

type Item = z.infer<typeof pageSchema>['resources'][number];

function exists(item: Item): boolean {
  return item.status !== 'deleted';
}

/** `undefined` if the item lacks something that an inventory row needs. */
function currentAssetOf(item: Item): CurrentAsset | undefined {
  const described = parseDescribedAsset(item);
  const bytes = described?.revision.bytes;
  if (described === undefined || bytes === undefined) return undefined;
  const { asset, revision, details, placeholder } = described;
  // We ask for these: where they are missing, the asset has none.
  const { context = {}, metadata = {} } = details;
  return { asset, revision: { ...revision, bytes }, details: { ...details, context, metadata }, placeholder };
}

function parsed<Schema extends z.ZodMiniType>(schema: Schema, answer: unknown, lack: string): z.infer<Schema> {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new PipelineError('cloudinary-failed', `Cloudinary answered ${lack}.`);
}

/** How Cloudinary answers a cursor that is too old is undocumented: any 400 or 404 may mean that. */
function cursorRefusal(status: number): PipelineError | undefined {
  if (status !== 400 && status !== 404) return undefined;
  return new PipelineError('cursor-rejected', `Cloudinary no longer accepts the cursor of a listing (HTTP ${status}).`);
}

/**
 * Lists the library through Cloudinary's SDK. Listings are not known to contain coordinates or related assets; only
 * the details of a single asset do.
 *
 * Source: https://cloudinary.com/documentation/admin_api#get_resources,
 * https://cloudinary.com/documentation/admin_api#usage
 */
export function cloudinaryListing(settings: CloudinaryAdminApiSettings): LibraryListing {
  const admin = cloudinaryAdminApi(settings);
  const call = async (ask: AdminCall, limits: AdminCallLimits): Promise<object> => {
    try {
      return await admin.call(ask, limits);
    } catch (error) {
      if (!(error instanceof PipelineError)) throw error;
      // A single asset may not exist; a listing always does.
      if (error.code === 'not-found') throw new PipelineError('cloudinary-failed', 'The Admin API failed (HTTP 404).');
      throw error;
    }
  };
  return {
    quota: admin.quota,
    recall: admin.recall,
    page: async ({ resource_type, type }, { cursor, startAt }, signal) => {
      const asked = { resource_type, type, direction: 'asc', max_results: PAGE_SIZE };
      const wanted = { tags: true, context: true, metadata: true, moderations: true };
      const position = { next_cursor: cursor, start_at: startAt };
      const answer = await call((options) => api.resources({ ...options, ...asked, ...wanted, ...position }), {
        signal,
        timeoutMs: PAGE_TIMEOUT_MS,
        ...(cursor !== undefined && { refusal: cursorRefusal }),
      });
      const { resources, next_cursor } = parsed(pageSchema, answer, 'without a page of assets');
      const found = resources.filter(exists).map(currentAssetOf);
      const assets = found.filter((asset) => asset !== undefined);
      return {
        assets,
        unreadable: found.length - assets.length,
        ...(typeof next_cursor === 'string' && next_cursor !== '' && { next: next_cursor }),
      };
    },
    existing: async (assetIds, signal) => {
      if (assetIds.length === 0) return new Set();
      const limits = { signal, timeoutMs: TIMEOUT_MS };
      const answer = await call((options) => api.resources_by_asset_ids([...assetIds], options), limits);
      const { resources, next_cursor } = parsed(pageSchema, answer, 'without a list of assets');
      // Assets that an incomplete answer leaves out would pass for deleted.
      if (next_cursor)
        throw new PipelineError('cloudinary-failed', 'Cloudinary listed only some of the assets asked for.');
      const asked = new Set(assetIds);
      const ids = resources.filter(exists).map(({ asset_id }) => asset_id);
      return new Set(ids.filter((id) => typeof id === 'string').filter((id) => asked.has(id)));
    },
    usage: async (signal) => {
      const answer = await call((options) => api.usage(options), { signal, timeoutMs: TIMEOUT_MS });
      const { resources, storage, bandwidth, plan } = parsed(usageSchema, answer, 'without the usage');
      const used = bandwidth?.usage;
      return {
        assets: resources,
        storedBytes: storage?.usage,
        bandwidth: used === undefined ? undefined : { used, limit: bandwidth?.limit },
        plan,
      };
    },
  };
}
