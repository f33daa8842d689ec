import { PipelineError } from '../../domain/errors.ts';

/** The HTTP status behind a rejection of Cloudinary's SDK, which keeps it at several depths. */
export function statusOfRejection(rejection: unknown): number | undefined {
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
