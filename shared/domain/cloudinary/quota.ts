/** What Cloudinary last said of the hourly quota of its Admin API. */
export interface Quota {
  readonly limit: number;
  readonly remaining: number;
  readonly resetsAt: Date;
}

/**
 * Whether calls have to wait for the quota's reset, because what is left belongs to the user.
 *
 * @param reserve share of the limit, 0 to 1
 *
 * Source: https://cloudinary.com/documentation/admin_api#usage_limits
 */
export function isSpent(quota: Quota, reserve: number, now: Date): boolean {
  return now < quota.resetsAt && quota.remaining <= quota.limit * reserve;
}
