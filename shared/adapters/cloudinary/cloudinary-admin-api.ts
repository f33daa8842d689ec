import type { AllowedOrigins } from '#shared/domain/cloudinary/allowed-origins.ts';
import type { Credential, Credentials } from '#shared/domain/cloudinary/credentials.ts';
import { isSpent, type Quota } from '#shared/domain/cloudinary/quota.ts';
import { PipelineError } from '#shared/domain/errors.ts';

/** The HTTP status behind a rejection of Cloudinary's SDK, which keeps it at several depths. */
function statusOfRejection(rejection: unknown): number | undefined {
  if (typeof rejection !== 'object' || rejection === null) return undefined;
  if ('http_code' in rejection && typeof rejection.http_code === 'number') return rejection.http_code;
  return 'error' in rejection ? statusOfRejection(rejection.error) : undefined;
}

/** Whether Cloudinary itself answered: a proxy's 404 is a page, which the SDK reports as invalid JSON. */
function isCloudinarys(rejection: unknown): boolean {
  if (typeof rejection !== 'object' || rejection === null) return false;
  if ('message' in rejection && typeof rejection.message === 'string') return !/invalid JSON/i.test(rejection.message);
  return 'error' in rejection && isCloudinarys(rejection.error);
}

/**
 * The error behind a rejection of Cloudinary's SDK. The rejection itself is dropped: it may hold the API secret among
 * its request options, so it must never be a cause that somebody logs.
 */
export function adminApiFailure(rejection: unknown): PipelineError {
  if (rejection instanceof PipelineError) return rejection;
  const status = statusOfRejection(rejection);
  const what = status === undefined ? 'no answer' : `HTTP ${status}`;
  if (status === 404 && isCloudinarys(rejection)) {
    return new PipelineError('not-found', 'Cloudinary has no such asset.');
  }
  if (status === 420 || status === 429) return new PipelineError('throttled', `The Admin API throttles (${what}).`);
  if (status === 401 || status === 403) {
    return new PipelineError(
      'credentials-unavailable',
      `The Admin API refused the credentials (${what}). Is the first API key of the parameter active and allowed to read assets?`,
    );
  }
  return new PipelineError('origin-failed', `The Admin API failed (${what}).`);
}

/** What one product environment is called by. */
export interface CloudinaryAdminApiSettings {
  readonly cloud: string;
  readonly origins: AllowedOrigins;
  /** Asked before every call, so that a rotated key is taken up. */
  readonly credentials: () => Promise<Credentials>;
  /**
   * Asked when Cloudinary refuses the credentials, which may have been rotated since they were read; what it gives is
   * tried once. `undefined`: there are no newer ones.
   */
  readonly renewedCredentials?: () => Promise<Credentials | undefined>;
  /** Share of the Admin API's hourly quota that is left to the user. */
  readonly quotaReserve: number;
}

/** What every call of the SDK is told: its own configuration is one for the whole process. */
export interface CallOptions {
  readonly cloud_name: string;
  readonly api_key: string;
  readonly api_secret: string;
  readonly upload_prefix: string;
  readonly hide_sensitive: true;
}

/** One call of the SDK. */
export type AdminCall = (options: CallOptions) => Promise<QuotaOfAnswer>;

/** What the SDK adds to an answer. */
export interface QuotaOfAnswer {
  readonly rate_limit_allowed?: number;
  readonly rate_limit_remaining?: number;
  readonly rate_limit_reset_at?: Date;
}

/** How a call may end other than by an answer. */
export interface AdminCallLimits {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** What an HTTP status means to this call; `undefined` where it means what it always does. */
  readonly refusal?: (status: number) => PipelineError | undefined;
}

function isSame(one: Credential, other: Credential): boolean {
  return one.apiKey === other.apiKey && one.apiSecret === other.apiSecret;
}

/** What a promise gives, or the reason of the signal if that comes first: for calls that cannot be aborted themselves. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  // Of a signal that was aborted before, no event tells.
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * Calls of the Admin API of one product environment: with its credentials, within the quota less the reserve, and with
 * errors that hold no secret.
 *
 * Source: https://cloudinary.com/documentation/admin_api
 */
export function cloudinaryAdminApi(settings: CloudinaryAdminApiSettings) {
  const { cloud, origins, credentials, renewedCredentials, quotaReserve } = settings;
  let said: Quota | undefined;
  let recalled: Quota | undefined;

  const optionsFor = ({ apiKey, apiSecret }: Credential): CallOptions => ({
    cloud_name: cloud,
    api_key: apiKey,
    api_secret: apiSecret,
    upload_prefix: origins.apiOrigin,
    hide_sensitive: true,
  });

  /** What Cloudinary last said of the quota; after the reset that it named, what was recalled instead. */
  const quota = (): Quota | undefined => {
    const isOver = said !== undefined && said.resetsAt <= new Date();
    return isOver ? (recalled ?? said) : (said ?? recalled);
  };

  const noteQuota = (answer: QuotaOfAnswer): void => {
    const { rate_limit_allowed: limit, rate_limit_remaining: remaining, rate_limit_reset_at: resetsAt } = answer;
    if (limit === undefined || remaining === undefined || resetsAt === undefined) return;
    if (Number.isNaN(limit) || Number.isNaN(remaining) || Number.isNaN(resetsAt.getTime())) return;
    said = { limit, remaining, resetsAt };
  };

  const spareTheReserve = (): void => {
    const left = quota();
    if (left === undefined || !isSpent(left, quotaReserve, new Date())) return;
    throw new PipelineError('throttled', `The Admin API's quota of ${cloud} is down to the reserve.`, {
      retryAt: left.resetsAt,
    });
  };

  const attempt = async (
    call: Promise<QuotaOfAnswer>,
    { signal, timeoutMs, refusal }: AdminCallLimits,
  ): Promise<QuotaOfAnswer> => {
    try {
      // The SDK's own time-out only takes note of the silence, and goes on waiting.
      const answer = await unlessAborted(call, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
      noteQuota(answer);
      return answer;
    } catch (error) {
      const status = statusOfRejection(error);
      throw (status === undefined ? undefined : refusal?.(status)) ?? adminApiFailure(error);
    }
  };

  return {
    quota,
    /** Takes up what somebody else was told of the quota, for as long as Cloudinary has not said anything here. */
    recall: (told: Quota): void => {
      recalled = told;
    },
    /** What a call that is not one of the Admin API is told, too. */
    callOptions: async (): Promise<CallOptions> => optionsFor((await credentials()).calling),
    /**
     * @param ask makes the call, with the options that it is given
     * @throws PipelineErrors `throttled`, `origin-failed`, `not-found`, `credentials-unavailable`, what `refusal` says, or
     *   the reason of the signal
     */
    call: async (ask: AdminCall, limits: AdminCallLimits): Promise<QuotaOfAnswer> => {
      limits.signal.throwIfAborted();
      spareTheReserve();
      const { calling } = await credentials();
      try {
        return await attempt(ask(optionsFor(calling)), limits);
      } catch (error) {
        if (!(error instanceof PipelineError) || error.code !== 'credentials-unavailable') throw error;
        const renewed = (await renewedCredentials?.())?.calling;
        if (renewed === undefined || isSame(renewed, calling)) throw error;
        return await attempt(ask(optionsFor(renewed)), limits);
      }
    },
  };
}
