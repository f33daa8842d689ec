import type { CurrentAsset } from '#shared/domain/asset/revision.ts';
import type { Quota } from '#shared/domain/cloudinary/quota.ts';
import { isSpent } from '#shared/domain/cloudinary/quota.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { Listing, ListingPosition } from '#shared/domain/inventory/listing.ts';
import type { LibraryListing, LibraryUsage, ListingPage } from '#shared/usecases/inventory/library-listing.ts';
import { describedAsset, type HeldAsset, type MemoryLibrary } from './memory-library.ts';
import type { MemoryClock } from './run-doubles.ts';

const HOUR_MS = 3_600_000;

/** What Cloudinary's listings say about an asset: no version_id, and everything that was asked for. */
export function listedAsset(held: HeldAsset): CurrentAsset {
  const { tags, context, metadata, asset_folder, created } = held;
  const created_at = new Date(created * 1000).toISOString();
  return { ...describedAsset(held), details: { tags, context, metadata, asset_folder, created_at } };
}

/** The listings of a library in memory, with a quota that refills at every full hour of a clock. */
export class MemoryListing implements LibraryListing {
  /** Every call, in order: `page image/upload after:12`, `existing 3`, `usage`. */
  readonly calls: string[] = [];
  /** How often each page was listed, by where it begins and the asset that it begins with. */
  readonly listed = new Map<string, number>();
  pageSize = 500;
  /** Calls an hour. */
  limit = Number.POSITIVE_INFINITY;
  /** The share of the limit that is left to others. */
  reserve = 0;
  /** Asked before each call that counts: what it returns is thrown. */
  before: (call: string) => Error | undefined = () => undefined;
  readonly #library: MemoryLibrary;
  readonly #clock: MemoryClock;
  #window = -1;
  used = 0;
  /** Calls in each hour so far. */
  readonly hours = new Map<number, number>();
  #quota: Quota | undefined;

  constructor(library: MemoryLibrary, clock: MemoryClock) {
    this.#library = library;
    this.#clock = clock;
  }

  async page(
    { resource_type, type }: Listing,
    { cursor, startAt }: Omit<ListingPosition, 'listing'>,
    signal: AbortSignal,
  ): Promise<ListingPage> {
    signal.throwIfAborted();
    const call = `page ${resource_type}/${type} ${cursor ?? ''}`;
    this.#spend(call);
    this.listed.set(call, (this.listed.get(call) ?? 0) + 1);
    const since = startAt === undefined ? 0 : Date.parse(startAt) / 1000;
    const all = this.#library.held.filter(
      (asset) => asset.resource_type === resource_type && asset.type === type && asset.created >= since,
    );
    const after = cursor === undefined ? '' : cursor.slice('after:'.length);
    const rest = all.filter(({ asset_id }) => asset_id > after);
    const page = rest.slice(0, this.pageSize);
    const last = page.at(-1);
    return {
      assets: page.map(listedAsset),
      unreadable: 0,
      ...(rest.length > page.length && last !== undefined && { next: `after:${last.asset_id}` }),
    };
  }

  async existing(assetIds: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>> {
    signal.throwIfAborted();
    this.#spend(`existing ${assetIds.length}`);
    const there = new Set(this.#library.held.map(({ asset_id }) => asset_id));
    return new Set(assetIds.filter((id) => there.has(id)));
  }

  async usage(signal: AbortSignal): Promise<LibraryUsage> {
    signal.throwIfAborted();
    this.#spend('usage');
    const assets = this.#library.held;
    const storedBytes = assets.reduce((sum, { body }) => sum + body.length, 0);
    return { assets: assets.length, storedBytes, bandwidth: undefined, plan: 'Free' };
  }

  quota(): Quota | undefined {
    return this.#quota;
  }

  recall(quota: Quota): void {
    this.#quota ??= quota;
  }

  /** Forgets the quota, as a new process does. */
  forget(): void {
    this.#quota = undefined;
  }

  #spend(call: string): void {
    const now = this.#clock.now();
    if (this.#quota !== undefined && isSpent(this.#quota, this.reserve, now)) {
      throw new PipelineError('throttled', 'The quota is down to the reserve.', { retryAt: this.#quota.resetsAt });
    }
    const failure = this.before(call);
    this.calls.push(call);
    const window = Math.floor(now.getTime() / HOUR_MS);
    if (window !== this.#window) this.used = 0;
    this.#window = window;
    this.used += 1;
    this.hours.set(window, (this.hours.get(window) ?? 0) + 1);
    if (this.used > this.limit) throw new PipelineError('throttled', 'The Admin API throttles.');
    if (failure !== undefined) throw failure;
    if (this.limit === Number.POSITIVE_INFINITY) return;
    this.#quota = { limit: this.limit, remaining: this.limit - this.used, resetsAt: new Date((window + 1) * HOUR_MS) };
  }
}
