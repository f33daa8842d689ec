/** The share of the quota that a stack leaves to others unless its configuration says otherwise. */
export const DEFAULT_QUOTA_RESERVE = 0.2;

/** The hourly quota of the Admin API, as Cloudinary last reported it. */
export interface Quota {
  readonly limit: number;
  readonly remaining: number;
  readonly resetsAt: Date;
}

/**
 * Whether calls must wait for the quota's reset, because only the reserve is left.
 *
 * @param reserve share of the limit that is left to others, 0 to 1
 *
 * Source: https://cloudinary.com/documentation/admin_api#usage_limits
 */
export function isSpent(quota: Quota, reserve: number, now: Date): boolean {
  return now < quota.resetsAt && quota.remaining <= quota.limit * reserve;
}
