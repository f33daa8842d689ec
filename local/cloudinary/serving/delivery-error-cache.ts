const A_DAY_MS = 24 * 3600 * 1000;

/**
 * Errors that the CDN remembers per exact URL, at first for a minute, doubling up to a day
 * (https://cloudinary.com/documentation/ts_what_are_the_common_error_codes_returned_in_the_x_cld_error_header_when_delivering_assets).
 */
export function deliveryErrorCache() {
  const errors = new Map<string, { status: number; message: string; until: number; lifetimeMs: number }>();
  return {
    /** The remembered error of this URL, if it still lives. */
    get(url: string, now: Date): { status: number; message: string } | undefined {
      const error = errors.get(url);
      return error && error.until > now.getTime() ? error : undefined;
    },

    /** Remembers an error, twice as long as the last time. */
    put(
      url: string,
      { status, message }: { status: number; message: string },
      now: Date,
      firstLifetimeMs: number,
    ): void {
      if (firstLifetimeMs === 0) return;
      const before = errors.get(url);
      const lifetimeMs = before ? Math.min(before.lifetimeMs * 2, A_DAY_MS) : firstLifetimeMs;
      errors.set(url, { status, message, until: now.getTime() + lifetimeMs, lifetimeMs });
    },
  };
}

/** The errors that one cloud has answered. */
export type DeliveryErrorCache = ReturnType<typeof deliveryErrorCache>;
