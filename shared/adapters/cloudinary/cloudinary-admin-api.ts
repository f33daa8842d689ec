import type { IncomingHttpHeaders } from 'node:http';
import type { AllowedOrigins } from '#shared/domain/cloudinary/allowed-origins.ts';
import type { Credential, Credentials } from '#shared/domain/cloudinary/credentials.ts';
import type { Quota } from '#shared/domain/cloudinary/quota.ts';
import { QuotaLedger, type QuotaOfAnswer } from '#shared/domain/cloudinary/quota-ledger.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import { adminApiFailure, statusOfRejection } from './admin-api-failure.ts';
import { retryAfterOf } from './exact-download.ts';
import { observeAnswer } from './observe-answer.ts';

/** What it takes to call the Admin API of one cloud. */
export interface CloudinaryAdminApiSettings {
  readonly cloud: string;
  readonly origins: AllowedOrigins;
  /** Read before every call, so that a rotated key takes effect. */
  readonly credentials: () => Promise<Credentials>;
  /**
   * Called when Cloudinary refuses the credentials, which may have been rotated since they were read. The result is
   * tried once; `undefined` means that there are no newer credentials.
   */
  readonly renewedCredentials?: () => Promise<Credentials | undefined>;
  /** The share of the Admin API's hourly quota that is left to others. */
  readonly quotaReserve: number;
}

/** The options of every call to the SDK, whose own configuration is global to the process. */
export interface CallOptions {
  readonly cloud_name: string;
  readonly api_key: string;
  readonly api_secret: string;
  readonly upload_prefix: string;
  readonly hide_sensitive: true;
}

/** One call to the SDK. */
export type AdminCall = (options: CallOptions) => Promise<object>;

/** What may end a call before an answer, and what a refusal means. */
export interface AdminCallLimits {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** The error for an HTTP status that has a special meaning in this call; `undefined` for any other status. */
  readonly refusal?: (status: number) => PipelineError | undefined;
}

function isSame(one: Credential, other: Credential): boolean {
  return one.apiKey === other.apiKey && one.apiSecret === other.apiSecret;
}

/** Awaits the promise, but rejects with the signal's reason if it aborts first: for calls that take no signal. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  // A signal that has already aborted fires no event.
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function numberOf(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
}

function quotaOf(headers: IncomingHttpHeaders): QuotaOfAnswer {
  const resetsAt = new Date(String(headers['x-featureratelimit-reset']));
  return {
    limit: numberOf(headers['x-featureratelimit-limit']),
    remaining: numberOf(headers['x-featureratelimit-remaining']),
    resetsAt: Number.isNaN(resetsAt.getTime()) ? undefined : resetsAt,
    retryAfter: retryAfterOf(headers),
  };
}

/**
 * Calls the Admin API of one cloud: with its credentials, without touching the reserve, and with errors that hold no
 * secret.
 *
 * Source: https://cloudinary.com/documentation/admin_api
 */
export function cloudinaryAdminApi(settings: CloudinaryAdminApiSettings) {
  const { cloud, origins, credentials, renewedCredentials, quotaReserve } = settings;
  const ledger = new QuotaLedger(quotaReserve);
  /** Resolved when a call ends. */
  let ended = Promise.withResolvers<void>();

  const optionsFor = ({ apiKey, apiSecret }: Credential): CallOptions => ({
    cloud_name: cloud,
    api_key: apiKey,
    api_secret: apiSecret,
    upload_prefix: origins.apiOrigin,
    hide_sensitive: true,
  });

  /** Waits until a call may be made, and counts it as in flight. */
  const begin = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      const retryAt = ledger.blockedUntil(new Date());
      if (retryAt !== undefined) {
        const message = `The Admin API quota of ${cloud} is down to the reserve.`;
        throw new PipelineError('throttled', message, { retryAt });
      }
      if (ledger.begin(new Date())) return;
      await unlessAborted(ended.promise, signal);
    }
  };

  const end = (reported: boolean): void => {
    ledger.end(reported, new Date());
    ended.resolve();
    ended = Promise.withResolvers();
  };

  /** The error of a call. A throttled one says for how long, if that is known. */
  const failureOf = (error: unknown, refusal: AdminCallLimits['refusal']): PipelineError => {
    const status = statusOfRejection(error);
    const failure = (status === undefined ? undefined : refusal?.(status)) ?? adminApiFailure(error);
    const retryAt = failure.code === 'throttled' ? ledger.blockedUntil(new Date()) : undefined;
    return retryAt === undefined ? failure : new PipelineError('throttled', failure.message, { retryAt });
  };

  const attempt = async (
    ask: AdminCall,
    credential: Credential,
    { signal, timeoutMs, refusal }: AdminCallLimits,
  ): Promise<object> => {
    await begin(signal);
    let reported = false;
    try {
      const call = observeAnswer(
        ({ statusCode, headers }) => {
          reported = ledger.answered(statusCode, quotaOf(headers), new Date());
        },
        () => ask(optionsFor(credential)),
      );
      // The SDK's own timeout only notes the silence and keeps waiting.
      return await unlessAborted(call, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
    } catch (error) {
      throw failureOf(error, refusal);
    } finally {
      end(reported);
    }
  };

  return {
    /** The quota that Cloudinary last reported; a new object whenever that changes. */
    quota: (): Quota | undefined => ledger.quota(new Date()),
    /** Uses a quota that was reported elsewhere, until Cloudinary reports one here. */
    recall: (quota: Quota): void => ledger.recall(quota),
    /** The same options, for SDK calls outside the Admin API. */
    callOptions: async (): Promise<CallOptions> => optionsFor((await credentials()).calling),
    /**
     * @param ask makes the call with the options that it is given
     * @throws PipelineErrors `throttled`, `cloudinary-failed`, `not-found`, `credentials-unavailable`, what `refusal`
     *   returns, or the signal's reason
     */
    call: async (ask: AdminCall, limits: AdminCallLimits): Promise<object> => {
      limits.signal.throwIfAborted();
      const { calling } = await credentials();
      try {
        return await attempt(ask, calling, limits);
      } catch (error) {
        if (!(error instanceof PipelineError) || error.code !== 'credentials-unavailable') throw error;
        const renewed = (await renewedCredentials?.())?.calling;
        if (renewed === undefined || isSame(renewed, calling)) throw error;
        return await attempt(ask, renewed, limits);
      }
    },
  };
}
