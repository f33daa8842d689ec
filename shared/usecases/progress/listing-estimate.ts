import type { Quota } from '#shared/domain/cloudinary/quota.ts';
import { LISTINGS } from '#shared/domain/inventory/listing.ts';

const ASSETS_PER_CALL = 500;
const SECONDS_PER_CALL = 1;
const HOUR_SECONDS = 3_600;

/** How many pages of a listing some assets fill. */
export function pagesOf(assets: number): number {
  return Math.ceil(assets / ASSETS_PER_CALL);
}

/** How many calls of the Admin API it takes to list some assets: their full pages, and one more for each listing. */
export function listingCalls(assets: number): number {
  return pagesOf(assets) + LISTINGS.length;
}

/**
 * Estimates how long some calls take, in seconds. The run uses at once what the quota has left above the reserve; the
 * other calls wait for the hours that renew the quota. `undefined` if the quota is unknown or the reserve leaves nothing.
 *
 * @param reserve share of the hourly limit that is left to others, 0 to 1
 */
export function listingSeconds(
  calls: number,
  quota: Quota | undefined,
  reserve: number,
  now: Date,
): number | undefined {
  if (quota === undefined) return undefined;
  const perHour = Math.floor(quota.limit - quota.limit * reserve);
  const isRenewed = quota.resetsAt <= now;
  const free = isRenewed ? perHour : Math.max(0, Math.floor(quota.remaining - quota.limit * reserve));
  if (calls <= free) return calls * SECONDS_PER_CALL;
  if (perHour <= 0) return undefined;
  const untilReset = isRenewed ? HOUR_SECONDS : (quota.resetsAt.getTime() - now.getTime()) / 1_000;
  const hours = Math.ceil((calls - free) / perHour) - 1;
  const last = calls - free - hours * perHour;
  return Math.max(untilReset, free * SECONDS_PER_CALL) + hours * HOUR_SECONDS + last * SECONDS_PER_CALL;
}
