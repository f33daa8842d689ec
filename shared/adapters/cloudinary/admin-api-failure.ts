import { PipelineError } from '#shared/domain/errors.ts';

/** The HTTP status in a rejection of Cloudinary's SDK, which nests it at varying depths. */
export function statusOfRejection(rejection: unknown): number | undefined {
  if (typeof rejection !== 'object' || rejection === null) return undefined;
  if ('http_code' in rejection && typeof rejection.http_code === 'number') return rejection.http_code;
  return 'error' in rejection ? statusOfRejection(rejection.error) : undefined;
}

/** Whether Cloudinary itself answered. A proxy's 404 is an HTML page, which the SDK reports as invalid JSON. */
function isFromCloudinary(rejection: unknown): boolean {
  if (typeof rejection !== 'object' || rejection === null) return false;
  if ('message' in rejection && typeof rejection.message === 'string') return !/invalid JSON/i.test(rejection.message);
  return 'error' in rejection && isFromCloudinary(rejection.error);
}

/**
 * Converts a rejection of Cloudinary's SDK to a PipelineError. The rejection itself is dropped: its request options may
 * hold the API secret, so it must never become a `cause` that gets logged.
 */
export function adminApiFailure(rejection: unknown): PipelineError {
  if (rejection instanceof PipelineError) return rejection;
  const status = statusOfRejection(rejection);
  const detail = status === undefined ? 'no answer' : `HTTP ${status}`;
  if (status === 404 && isFromCloudinary(rejection)) {
    return new PipelineError('not-found', 'Cloudinary has no such asset.');
  }
  if (status === 420 || status === 429)
    return new PipelineError('throttled', `The Admin API throttled the call (${detail}).`);
  if (status === 401 || status === 403) {
    return new PipelineError(
      'credentials-unavailable',
      `The Admin API refused the credentials (${detail}). Is the first API key in the parameter active and allowed to read assets?`,
    );
  }
  return new PipelineError('cloudinary-failed', `The Admin API failed (${detail}).`);
}
