/** Options that every {@link PipelineError} takes. */
export interface PipelineErrorOptions {
  readonly cause?: unknown;
  /** The earliest moment at which trying again can help, where the other side named one. */
  readonly retryAt?: Date;
  /** The HTTP status with which Cloudinary answered a download. */
  readonly status?: number;
}

/**
 * The base of every error of this project. `code` is stable and bounded, fit for a metric's dimension; `retryable` says
 * whether the same message may succeed later. An error of any other class counts as retryable.
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
 * - `origin-failed`: Cloudinary answered with an error, or the connection broke
 * - `not-found`: Cloudinary has no such bytes
 * - `wrong-bytes`: length or MD5 are not those that Cloudinary reported
 * - `forbidden-redirect`: a download led to an origin that is not configured
 * - `storage-failed`: S3 refused or broke off
 * - `access-denied`: S3 says that the role may not
 * - `key-taken`: the revision's key and its alternative both hold other bytes
 * - `out-of-time`: the function's deadline is near
 * - `credentials-unavailable`: the SSM parameter cannot be read or holds no usable credentials
 * - `cursor-rejected`: Cloudinary no longer takes the cursor of a listing
 * - `malformed-message`: a queue message that is no job of this project
 * - `invalid-configuration`: the environment or the configuration of the function
 */
export type ErrorCode =
  | 'throttled'
  | 'origin-failed'
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

/** The code of an error, `unknown` for one that is not ours. Never the text, which may carry what no log should. */
export function errorCodeOf(error: unknown): ErrorCode | 'unknown' {
  return error instanceof PipelineError ? error.code : 'unknown';
}
