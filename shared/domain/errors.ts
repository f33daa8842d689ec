/** Options that every {@link PipelineError} takes. */
export interface PipelineErrorOptions {
  readonly cause?: unknown;
  /** The earliest moment at which a retry can help, if the other side named one. */
  readonly retryAt?: Date;
  /** The HTTP status with which Cloudinary answered a download. */
  readonly status?: number;
}

/**
 * The base class of this project's errors. `code` is stable and one of few, so it can be a metric's dimension.
 * `retryable` says whether the same message may succeed later. Errors of any other class count as retryable.
 */
export class PipelineError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly retryAt: Date | undefined;
  readonly status: number | undefined;

  constructor(code: ErrorCode, message: string, options: PipelineErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'PipelineError';
    this.code = code;
    this.retryable = !PERMANENT.has(code);
    this.retryAt = options.retryAt;
    this.status = options.status;
  }
}

/**
 * - `throttled`: Cloudinary answered 420 or 429, or its quota is down to the reserve
 * - `absent`: Cloudinary has no such asset at present, which must be confirmed before it counts as deleted
 * - `cloudinary-failed`: Cloudinary answered with an error, or the connection broke
 * - `not-found`: Cloudinary has no such bytes
 * - `wrong-bytes`: length or MD5 are not those that Cloudinary reported
 * - `forbidden-redirect`: a download was redirected to an origin that is not configured
 * - `storage-failed`: S3 refused a request or the connection broke
 * - `access-denied`: S3 denied access to the role
 * - `key-taken`: the revision's key and its alternative both hold other bytes
 * - `out-of-time`: the function's deadline is near
 * - `credentials-unavailable`: the SSM parameter cannot be read or holds no usable credentials
 * - `cursor-rejected`: Cloudinary no longer accepts the cursor of a listing
 * - `malformed-message`: a queue message is not a job of this project
 * - `invalid-configuration`: the environment or the configuration of the function is invalid
 */
export type ErrorCode =
  | 'throttled'
  | 'absent'
  | 'cloudinary-failed'
  | 'not-found'
  | 'wrong-bytes'
  | 'forbidden-redirect'
  | 'storage-failed'
  | 'access-denied'
  | 'key-taken'
  | 'out-of-time'
  | 'credentials-unavailable'
  | 'cursor-rejected'
  | 'malformed-message'
  | 'invalid-configuration';

const PERMANENT: ReadonlySet<ErrorCode> = new Set(['invalid-configuration']);

/** The code of an error, or `unknown` for one that is not ours. Never its text, which may hold what no log should. */
export function errorCodeOf(error: unknown): ErrorCode | 'unknown' {
  return error instanceof PipelineError ? error.code : 'unknown';
}
