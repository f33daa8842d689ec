import type { IncomingMessage } from 'node:http';
import { type AllowedOrigins, isAllowedUrl } from '../../domain/cloudinary/allowed-origins.ts';
import { PipelineError } from '../../domain/errors.ts';
import { dismiss, httpGet } from './http-get.ts';
import type { TransferWatch } from './transfer-watch.ts';

const MAX_REDIRECTS = 3;

/** Where bytes are asked for, and where that may lead. */
export interface Destination {
  readonly url: URL;
  readonly cloud: string;
  readonly origins: AllowedOrigins;
}

/**
 * Follows redirects by hand: each target must be allowed, and no credentials go along, as only the URL was signed.
 *
 * @throws PipelineError `forbidden-redirect`, or `origin-failed` for too many of them
 */
export async function followRedirects(
  { url, cloud, origins }: Destination,
  watch: TransferWatch,
): Promise<IncomingMessage> {
  let target = url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    if (!isAllowedUrl(target, cloud, origins)) {
      throw new PipelineError(
        'forbidden-redirect',
        `A download led to ${target.origin}, which is not allowed. If it belongs to Cloudinary, add it to "downloadOrigins" of ${cloud}.`,
      );
    }
    const response = await httpGet(target, (request) => watch.carriedBy(request));
    watch.carriedBy(response);
    const { statusCode = 0, headers } = response;
    const { location } = headers;
    if (statusCode < 300 || statusCode >= 400 || location === undefined) return response;
    dismiss(response);
    target = new URL(location, target);
  }
  throw new PipelineError('origin-failed', `A download was redirected more than ${MAX_REDIRECTS} times.`);
}
