import { type AllowedOrigins, isAllowedUrl } from '../domain/allowed-origins.ts';
import { PipelineError } from '../domain/errors.ts';
import type { ByteSource } from '../usecases/byte-source.ts';

/** How long a sender may stay silent, in milliseconds. */
const SILENCE_MS = 30_000;
const MAX_REDIRECTS = 3;

/** One download, and where it may lead. */
export interface Download {
  readonly url: URL;
  readonly cloud: string;
  readonly origins: AllowedOrigins;
  readonly signal: AbortSignal;
}

/** Aborts a transfer when its sender is silent for too long, or when whoever asked for it says so. */
class Watch {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  #awaiting = true;
  #ended = false;
  readonly #onAbort = () => this.#controller.abort(this.#outer.reason);

  constructor(outer: AbortSignal) {
    outer.throwIfAborted();
    this.#outer = outer;
    outer.addEventListener('abort', this.#onAbort, { once: true });
    const silent = new PipelineError('origin-failed', `Cloudinary was silent for ${SILENCE_MS / 1000} s.`);
    this.#timer = setTimeout(() => {
      if (this.#awaiting) this.#controller.abort(silent);
      else this.#timer.refresh();
    }, SILENCE_MS);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something is asked of the sender. */
  await(): void {
    this.#awaiting = true;
    this.#timer.refresh();
  }

  /** Something arrived: as long as whoever reads is busy with it, the sender cannot be blamed for silence. */
  arrived(): void {
    this.#awaiting = false;
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#outer.removeEventListener('abort', this.#onAbort);
  }

  /** Nobody wants the rest. */
  abandon(): void {
    if (this.#ended) return;
    this.end();
    this.#controller.abort();
  }

  /** What an error of the transfer really was. */
  errorOf(error: unknown): unknown {
    if (this.signal.aborted) return this.signal.reason;
    if (error instanceof PipelineError) return error;
    return new PipelineError('origin-failed', 'The connection to Cloudinary broke.', { cause: error });
  }
}

/** Retry-After is a number of seconds or a date; the quota's reset is a date. */
const retryAtOf = (headers: Headers): { retryAt?: Date } => {
  const after = headers.get('retry-after') ?? '';
  const reset = headers.get('x-featureratelimit-reset') ?? '';
  const times = [/^\d{1,9}$/.test(after) ? Date.now() + Number(after) * 1000 : Date.parse(after), Date.parse(reset)];
  const time = times.find((milliseconds) => !Number.isNaN(milliseconds));
  return time === undefined ? {} : { retryAt: new Date(time) };
};

/** Where bytes were encoded on the way, although that was not asked for, the length is that of the encoded ones. */
const announcedLength = (headers: Headers): number | undefined => {
  const length = headers.get('content-length');
  const encoded = (headers.get('content-encoding') ?? 'identity') !== 'identity';
  return length === null || encoded ? undefined : Number(length);
};

/** The error that a status stands for. The URL is signed, so it is never part of the message. */
const errorOfStatus = ({ status, headers }: Response): PipelineError => {
  const what = `Cloudinary answered a download with HTTP ${status}.`;
  if (status === 404 || status === 400) return new PipelineError('not-found', what);
  if (status === 420 || status === 429) return new PipelineError('throttled', what, retryAtOf(headers));
  if (status === 401) {
    return new PipelineError('credentials-unavailable', `${what} Is the first API key of the parameter active?`);
  }
  return new PipelineError('origin-failed', what);
};

/** Follows redirects by hand: each target must be allowed, and no credentials go along, as only the URL was signed. */
const follow = async ({ url, cloud, origins }: Download, signal: AbortSignal): Promise<Response> => {
  let target = url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    if (!isAllowedUrl(target, cloud, origins)) {
      throw new PipelineError(
        'forbidden-redirect',
        `A download led to ${target.origin}, which is not allowed. If it belongs to Cloudinary, add it to "downloadOrigins" of ${cloud}.`,
      );
    }
    // Anything but the bytes as they are stored would fail verification.
    const response = await fetch(target, { signal, redirect: 'manual', headers: { 'accept-encoding': 'identity' } });
    const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (location === null) return response;
    await response.body?.cancel();
    target = new URL(location, target);
  }
  throw new PipelineError('origin-failed', `A download was redirected more than ${MAX_REDIRECTS} times.`);
};

async function* watched(body: AsyncIterable<Uint8Array>, watch: Watch): AsyncGenerator<Uint8Array, void> {
  try {
    watch.await();
    for await (const chunk of body) {
      watch.arrived();
      yield chunk;
      watch.await();
    }
  } catch (error) {
    throw watch.errorOf(error);
  } finally {
    watch.end();
  }
}

/**
 * Opens a download from Cloudinary.
 *
 * @throws PipelineError `not-found`, `throttled`, `origin-failed`, `forbidden-redirect`, `credentials-unavailable`
 */
export const openDownload = async (download: Download): Promise<ByteSource> => {
  const watch = new Watch(download.signal);
  try {
    const response = await follow(download, watch.signal);
    const { body, headers } = response;
    if (response.status !== 200) {
      await body?.cancel();
      throw errorOfStatus(response);
    }
    watch.arrived();
    return {
      length: announcedLength(headers),
      contentType: headers.get('content-type') ?? undefined,
      chunks: watched(body ?? emptyBody(), watch),
      cancel: async () => watch.abandon(),
    };
  } catch (error) {
    watch.end();
    throw watch.errorOf(error);
  }
};

async function* emptyBody(): AsyncGenerator<Uint8Array, void> {}
