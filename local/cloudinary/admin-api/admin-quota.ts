/** The hourly quota of the Admin API (support.cloudinary.com article 202520892), by the injected clock. */
export class AdminQuota {
  /** All calls ever, refused ones included. */
  calls = 0;
  /** Calls per window; mutable, so that a test can use it up at once. */
  limit: number;
  /** How long a window of the quota lasts, in milliseconds; mutable, so that a test need not wait for the next hour. */
  windowMs = 3600 * 1000;
  readonly #now: () => Date;
  #window = 0;
  #used = 0;

  constructor(limit: number, now: () => Date) {
    this.limit = limit;
    this.#now = now;
  }

  /** Counts a call. False when none was left. */
  take(): boolean {
    this.#roll();
    this.calls++;
    if (this.#used >= this.limit) return false;
    this.#used++;
    return true;
  }

  /** What every answer of the Admin API says about the quota. */
  headers(): Record<string, string> {
    this.#roll();
    return {
      'X-FeatureRateLimit-Limit': String(this.limit),
      'X-FeatureRateLimit-Remaining': String(Math.max(this.limit - this.#used, 0)),
      'X-FeatureRateLimit-Reset': new Date((this.#window + 1) * this.windowMs).toUTCString(),
    };
  }

  #roll(): void {
    const window = Math.floor(this.#now().getTime() / this.windowMs);
    if (window !== this.#window) this.#used = 0;
    this.#window = window;
  }
}
