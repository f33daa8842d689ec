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
  type QuotaOfAnswer,
} from './cloudinary-admin-api.ts';

/** The calls used here: the SDK's own types lack some of their options, and the quota in the answers. */
interface ListingApi {
  resources(options: object): Promise<QuotaOfAnswer>;
  resources_by_asset_ids(assetIds: readonly string[], options: object): Promise<QuotaOfAnswer>;
  usage(options: object): Promise<QuotaOfAnswer>;
}

const api = cloudinary.api as unknown as ListingApi;

/** The most that the Admin API gives at once. */
const PAGE_SIZE = 500;
/** How long the Admin API may take to answer, in milliseconds: a full page is much to gather. */
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

function isThere(item: Item): boolean {
  return item.status !== 'deleted';
}

/** `undefined` for an item without what a row needs. */
function currentAssetOf(item: Item): CurrentAsset | undefined {
  const described = parseDescribedAsset(item);
  const bytes = described?.revision.bytes;
  if (described === undefined || bytes === undefined) return undefined;
  const { asset, revision, details, placeholder } = described;
  // Asked for, and not given: there are none.
  const { tags = [], context = {}, metadata = {} } = details;
  return { asset, revision: { ...revision, bytes }, details: { ...details, tags, context, metadata }, placeholder };
}

function parsed<Schema extends z.ZodMiniType>(schema: Schema, answer: unknown, what: string): z.infer<Schema> {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new PipelineError('origin-failed', `Cloudinary answered with no ${what}.`);
}

/** No page says what Cloudinary answers to a cursor that is too old: whatever it takes for our mistake may be that. */
function cursorRefusal(status: number): PipelineError | undefined {
  if (status !== 400 && status !== 404) return undefined;
  return new PipelineError('cursor-rejected', `Cloudinary no longer takes the cursor of a listing (HTTP ${status}).`);
}

/**
 * The library over Cloudinary's SDK. Listings are not known to tell of coordinates, which only the details of a single
 * asset do.
 *
 * Source: https://cloudinary.com/documentation/admin_api#get_resources, https://cloudinary.com/documentation/admin_api#usage
 */
export function cloudinaryListing(settings: CloudinaryAdminApiSettings): LibraryListing {
  const admin = cloudinaryAdminApi(settings);
  const call = async (ask: AdminCall, limits: AdminCallLimits): Promise<QuotaOfAnswer> => {
    try {
      return await admin.call(ask, limits);
    } catch (error) {
      if (!(error instanceof PipelineError)) throw error;
      // Of a single asset, that is an answer. A listing that is not there is none.
      if (error.code === 'not-found') throw new PipelineError('origin-failed', 'The Admin API failed (HTTP 404).');
      throw error;
    }
  };
  return {
    quota: admin.quota,
    recall: admin.recall,
    page: async ({ resource_type, type }, { cursor, startAt }, signal) => {
      const asked = { resource_type, type, direction: 'asc', max_results: PAGE_SIZE };
      const wanted = { tags: true, context: true, metadata: true };
      const position = { next_cursor: cursor, start_at: startAt };
      const answer = await call((options) => api.resources({ ...options, ...asked, ...wanted, ...position }), {
        signal,
        timeoutMs: PAGE_TIMEOUT_MS,
        ...(cursor !== undefined && { refusal: cursorRefusal }),
      });
      const { resources, next_cursor } = parsed(pageSchema, answer, 'page of assets');
      const found = resources.filter(isThere).map(currentAssetOf);
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
      const { resources, next_cursor } = parsed(pageSchema, answer, 'list of assets');
      // What a part of the answer does not name would pass for deleted.
      if (next_cursor) throw new PipelineError('origin-failed', 'Cloudinary did not tell of all assets asked for.');
      const asked = new Set(assetIds);
      const ids = resources.filter(isThere).map(({ asset_id }) => asset_id);
      return new Set(ids.filter((id) => typeof id === 'string').filter((id) => asked.has(id)));
    },
    usage: async (signal) => {
      const answer = await call((options) => api.usage(options), { signal, timeoutMs: TIMEOUT_MS });
      const { resources, storage, bandwidth, plan } = parsed(usageSchema, answer, 'usage');
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
