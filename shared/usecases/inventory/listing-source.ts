import { PipelineError } from '#shared/domain/errors.ts';
import { type InventoryRecord, recordOf } from '#shared/domain/inventory/inventory-record.ts';
import { LISTINGS, type ListingPosition } from '#shared/domain/inventory/listing.ts';
import { bytesOf } from '#shared/domain/runs/counts.ts';
import { instantOfDate, later } from '#shared/domain/text/instant.ts';
import { withoutUndefined } from '#shared/domain/text/without-undefined.ts';
import { parseLine } from '../runs/gzip-lines.ts';
import { type SpoolPage, type SpoolSource, spoolLine } from '../runs/spool-source.ts';
import type { InventoryDependencies } from './inventory-state.ts';
import type { ListingPage } from './library-listing.ts';

/** Where a run is in the listings, with what it needs to continue if Cloudinary rejects the cursor. */
interface Position extends ListingPosition {
  /** When the newest asset of the listing so far was created, ISO 8601. */
  readonly newest?: string;
  /** Whether an asset came after a newer one: then the listing cannot be continued from a time. */
  readonly unordered?: true;
  /** How often a cursor was rejected. */
  readonly restarts?: number;
}

/** What listing needs. */
export interface ListingSourceOptions extends Pick<InventoryDependencies, 'listing' | 'signal' | 'now' | 'note'> {
  readonly cloud: string;
  readonly shards: number;
  /** Processes what was listed, as far as that need not wait for the whole listing; returns the updated records. */
  onListed(records: readonly InventoryRecord[]): Promise<{
    readonly records: readonly InventoryRecord[];
    readonly counts: Readonly<Record<string, number>>;
  }>;
}

/** The beginning of the first listing. */
export const START_OF_LISTINGS = JSON.stringify({ listing: 0 } satisfies Position);

/** After more restarts than this, Cloudinary seems to accept no cursor at all. */
const MAX_RESTARTS = 100;
/**
 * How much a restart overlaps with what was listed, in milliseconds: times are in whole seconds, and clocks differ.
 */
const OVERLAP_MS = 60_000;

/** Where to continue without a cursor: a little before the newest asset so far, or at the beginning of the listing. */
function restarted({ listing, newest, unordered, restarts = 0 }: Position): Position {
  const time = newest === undefined || unordered ? Number.NaN : Date.parse(newest);
  return {
    listing,
    restarts: restarts + 1,
    ...(!Number.isNaN(time) && { startAt: new Date(time - OVERLAP_MS).toISOString(), newest: newest ?? '' }),
    ...(unordered && { unordered }),
  };
}

function after(position: Position, { assets, next }: ListingPage): Position {
  if (next === undefined) return { listing: position.listing + 1 };
  const times = assets.map(({ details }) => details.created_at ?? '');
  const ordered = times.every((time, index) => index === 0 || (times[index - 1] ?? '') <= time);
  const newest = times.reduce(later, position.newest ?? '');
  return {
    ...position,
    cursor: next,
    ...(newest !== '' && { newest }),
    ...((position.unordered || !ordered) && { unordered: true }),
  };
}

/** All listings of the library, one after the other, page by page. */
export function listingSource(options: ListingSourceOptions): SpoolSource {
  const { cloud, shards, listing, signal, now, note, onListed } = options;

  const pageAt = async (position: Position): Promise<{ page: ListingPage; at: Position; calls: number }> => {
    const { listing: index, cursor, startAt, restarts = 0 } = position;
    const of = LISTINGS[index];
    if (of === undefined) return { page: { assets: [], unreadable: 0 }, at: position, calls: 0 };
    try {
      return { page: await listing.page(of, withoutUndefined({ cursor, startAt }), signal), at: position, calls: 1 };
    } catch (error) {
      const isStale = error instanceof PipelineError && error.code === 'cursor-rejected';
      if (!isStale || restarts >= MAX_RESTARTS) throw error;
      const from = restarted(position);
      note('Cloudinary no longer accepts the cursor of a listing; the listing restarts', {
        cloud,
        ...of,
        from: from.startAt ?? 'the beginning',
      });
      const { page, at, calls } = await pageAt(from);
      return { page, at, calls: calls + 1 };
    }
  };

  return {
    read: async (text): Promise<SpoolPage> => {
      const { page, at, calls } = await pageAt(parseLine<Position>(text));
      const listedAt = instantOfDate(now());
      const listed = page.assets
        .map((asset) => recordOf(cloud, asset, listedAt))
        .filter((record) => record !== undefined);
      const { records, counts } = await onListed(listed);
      const next = after(at, page);
      return {
        lines: records.map((record) => spoolLine(record.asset_id, record, shards)),
        next: JSON.stringify(next),
        last: next.listing >= LISTINGS.length,
        counts: {
          ...counts,
          calls,
          listed: records.length,
          unreadable: page.unreadable + page.assets.length - listed.length,
          bytes: bytesOf(records),
        },
      };
    },
  };
}
