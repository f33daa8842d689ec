import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type AllowedOrigins, isAllowedUrl } from '#shared/domain/cloudinary/allowed-origins.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { ByteSource } from '#shared/usecases/byte-source.ts';
import { discard, httpGet } from './http-get.ts';
import { type TransferWatch, transferWatch } from './transfer-watch.ts';

const MAX_REDIRECTS = 3;

/** The URL of a download, and where redirects may lead. */
interface Destination {
  readonly url: URL;
  readonly cloud: string;
  readonly origins: AllowedOrigins;
}

/**
 * Follows redirects by hand: each target must be allowed. No credentials are sent, because only the URL is signed.
 *
 * @throws PipelineError `forbidden-redirect`, or `cloudinary-failed` after too many redirects
 */
async function followRedirects({ url, cloud, origins }: Destination, watch: TransferWatch): Promise<IncomingMessage> {
  let target = url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    if (!isAllowedUrl(target, cloud, origins)) {
      throw new PipelineError(
        'forbidden-redirect',
        `A download was redirected to ${target.origin}, which is not allowed. If it belongs to Cloudinary, add it to "downloadOrigins" of ${cloud}.`,
      );
    }
    const response = await httpGet(target, (request) => watch.carriedBy(request));
    watch.carriedBy(response);
    const { statusCode = 0, headers } = response;
    const { location } = headers;
    if (statusCode < 300 || statusCode >= 400 || location === undefined) return response;
    discard(response);
    target = new URL(location, target);
  }
  throw new PipelineError('cloudinary-failed', `A download was redirected more than ${MAX_REDIRECTS} times.`);
}

/** One download, and what ends it. */
export interface Download extends Destination {
  readonly signal: AbortSignal;
}

/** Retry-After is a number of seconds or a date. */
export function retryAfterOf({ 'retry-after': after = '' }: IncomingHttpHeaders): Date | undefined {
  const time = /^\d{1,9}$/.test(after) ? Date.now() + Number(after) * 1000 : Date.parse(after);
  return Number.isNaN(time) ? undefined : new Date(time);
}

function retryAtOf(headers: IncomingHttpHeaders): { retryAt?: Date } {
  const reset = Date.parse(String(headers['x-featureratelimit-reset'] ?? ''));
  const retryAt = retryAfterOf(headers) ?? (Number.isNaN(reset) ? undefined : new Date(reset));
  return retryAt === undefined ? {} : { retryAt };
}

function announcedLength({ 'content-length': length }: IncomingHttpHeaders): number | undefined {
  return length === undefined ? undefined : Number(length);
}

/** The error for a status. The URL is signed, so the message never contains it. */
function errorOfStatus({ statusCode: status = 0, headers }: IncomingMessage): PipelineError {
  const what = `Cloudinary answered a download with HTTP ${status}.`;
  if (status === 404 || status === 400) return new PipelineError('not-found', what, { status });
  if (status === 420 || status === 429) return new PipelineError('throttled', what, { status, ...retryAtOf(headers) });
  if (status === 401) {
    return new PipelineError('credentials-unavailable', `${what} Is the first API key in the parameter active?`, {
      status,
    });
  }
  return new PipelineError('cloudinary-failed', what, { status });
}

async function* watched(body: AsyncIterable<Uint8Array>, watch: TransferWatch): AsyncGenerator<Uint8Array, void> {
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
 * Opens a download from Cloudinary. The bytes are passed on as they arrive, whatever the Content-Encoding header says:
 * an asset that is stored compressed stays compressed.
 *
 * @throws PipelineError `not-found`, `throttled`, `cloudinary-failed`, `forbidden-redirect`, `credentials-unavailable`
 */
export async function openDownload(download: Download): Promise<ByteSource> {
  const watch = transferWatch(download.signal);
  try {
    const response = await followRedirects(download, watch);
    const { statusCode, headers } = response;
    if (statusCode !== 200) {
      discard(response);
      throw errorOfStatus(response);
    }
    watch.arrived();
    return {
      length: announcedLength(headers),
      contentType: headers['content-type'],
      chunks: watched(response, watch),
      cancel: async () => watch.abandon(),
    };
  } catch (error) {
    watch.end();
    throw watch.errorOf(error);
  }
}
