import type { Credentials } from '#shared/domain/cloudinary/credentials.ts';

const FRESH_MS = 5 * 60_000;
/** A forged flood must not starve real webhooks: SSM allows an account 40 reads a second. */
const REFRESH_MS = 60_000;
const FAILURE_MS = 5_000;

interface Cached {
  readonly credentials: Credentials | undefined;
  readonly error: unknown;
  /** Of the last attempt to read, successful or not. */
  readonly attemptedAt: number;
  /** Of the last success. */
  readonly readAt: number;
}

/** The credentials of one cloud. */
export interface CredentialCache {
  /** @throws what reading threw, where nothing older is at hand */
  get(): Promise<Credentials>;
  /**
   * The credentials as they are now, when those at hand may be outdated; `undefined` when they have been read within the
   * last minute, so that asking again would tell nothing.
   */
  refresh(): Promise<Credentials | undefined>;
}

/**
 * Credentials that are read at most every five minutes, served stale while they cannot be read, and read anew at most
 * once a minute when a signature does not match. A failure is remembered for five seconds.
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
  /** Reads, once for all who ask at the same time. */
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
