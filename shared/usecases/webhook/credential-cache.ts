import type { Credentials } from '#shared/domain/cloudinary/credentials.ts';

const FRESH_MS = 5 * 60_000;
/** A flood of forged requests must not starve real notifications: SSM allows an account 40 reads a second. */
const REFRESH_MS = 60_000;
const FAILURE_MS = 5_000;

interface Cached {
  readonly credentials: Credentials | undefined;
  readonly error: unknown;
  /** The time of the last attempt to read, successful or not. */
  readonly attemptedAt: number;
  /** The time of the last success. */
  readonly readAt: number;
}

/** The credentials of one cloud. */
export interface CredentialCache {
  /** @throws what reading threw, unless older credentials are cached */
  get(): Promise<Credentials>;
  /**
   * Reads the credentials again, for when the cached ones may be outdated; `undefined` if the last attempt to read them
   * is less than a minute ago.
   */
  refresh(): Promise<Credentials | undefined>;
}

/**
 * Caches credentials. It reads them every five minutes at most, serves stale ones while they cannot be read, and
 * refreshes them once a minute at most when a signature does not match. A failure is cached for five seconds.
 *
 * @param read throws when the credentials cannot be read
 * @param now milliseconds since 1970
 */
export function credentialCache(read: () => Promise<Credentials>, now: () => number): CredentialCache {
  let cached: Cached | undefined;
  let reading: Promise<Cached> | undefined;

  const attempt = async (): Promise<Cached> => {
    const attemptedAt = now();
    try {
      cached = { credentials: await read(), error: undefined, attemptedAt, readAt: attemptedAt };
    } catch (error) {
      cached = { credentials: cached?.credentials, error, attemptedAt, readAt: cached?.readAt ?? 0 };
    }
    return cached;
  };
  /** Reads once for all concurrent callers. */
  const renew = () => {
    reading ??= attempt().finally(() => {
      reading = undefined;
    });
    return reading;
  };

  return {
    get: async () => {
      const fresh = cached?.credentials !== undefined && now() - cached.readAt < FRESH_MS;
      const failedJustNow = cached?.error !== undefined && now() - cached.attemptedAt < FAILURE_MS;
      const { credentials, error } = cached !== undefined && (fresh || failedJustNow) ? cached : await renew();
      if (credentials === undefined) throw error;
      return credentials;
    },
    refresh: async () => {
      if (cached !== undefined && now() - cached.attemptedAt < REFRESH_MS) return undefined;
      return (await renew()).credentials;
    },
  };
}
