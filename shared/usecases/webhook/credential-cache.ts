import type { Credentials } from '../../domain/cloudinary/credentials.ts';

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

/**
 * Credentials of several clouds: read at most every five minutes, served stale while they cannot be read, and read anew
 * at most once a minute when a signature does not match. A failure is remembered for five seconds.
 */
export class CredentialCache {
  readonly #read: (cloud: string) => Promise<Credentials>;
  readonly #now: () => number;
  readonly #cached = new Map<string, Cached>();
  readonly #reading = new Map<string, Promise<Cached>>();

  /**
   * @param read throws when the credentials cannot be read
   * @param now milliseconds since 1970
   */
  constructor(read: (cloud: string) => Promise<Credentials>, now: () => number) {
    this.#read = read;
    this.#now = now;
  }

  /** @throws what reading threw, where nothing older is at hand */
  async get(cloud: string): Promise<Credentials> {
    const cached = this.#cached.get(cloud);
    const now = this.#now();
    const fresh = cached?.credentials !== undefined && now - cached.readAt < FRESH_MS;
    const failedJustNow = cached !== undefined && cached.error !== undefined && now - cached.attemptedAt < FAILURE_MS;
    const { credentials, error } = cached !== undefined && (fresh || failedJustNow) ? cached : await this.#renew(cloud);
    if (credentials === undefined) throw error;
    return credentials;
  }

  /**
   * The credentials as they are now, when those at hand may be outdated; `undefined` when they have been read within the
   * last minute, so that asking again would tell nothing.
   */
  async refresh(cloud: string): Promise<Credentials | undefined> {
    const cached = this.#cached.get(cloud);
    if (cached !== undefined && this.#now() - cached.attemptedAt < REFRESH_MS) return undefined;
    return (await this.#renew(cloud)).credentials;
  }

  /** Reads, once for all who ask at the same time. */
  #renew(cloud: string): Promise<Cached> {
    const running = this.#reading.get(cloud);
    if (running !== undefined) return running;
    const reading = this.#attempt(cloud).finally(() => this.#reading.delete(cloud));
    this.#reading.set(cloud, reading);
    return reading;
  }

  async #attempt(cloud: string): Promise<Cached> {
    const before = this.#cached.get(cloud);
    const attemptedAt = this.#now();
    let cached: Cached;
    try {
      cached = { credentials: await this.#read(cloud), error: undefined, attemptedAt, readAt: attemptedAt };
    } catch (error) {
      cached = { credentials: before?.credentials, error, attemptedAt, readAt: before?.readAt ?? 0 };
    }
    this.#cached.set(cloud, cached);
    return cached;
  }
}
