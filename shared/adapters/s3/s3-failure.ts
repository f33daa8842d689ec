import { S3ServiceException } from '@aws-sdk/client-s3';
import { PipelineError } from '../../domain/errors.ts';
import type { PutResult } from '../../usecases/object-store.ts';

/** A failed call to S3: what kind it is, and the error to throw when the kind is not expected. */
export interface S3Failure {
  readonly error: unknown;
  /** Another writer is about to write the same key: the same call may succeed or find it taken shortly. */
  readonly isConflict: boolean;
  /** @throws the error, unless it says that there is no such object */
  unlessNotFound(): undefined;
  /** @throws the error, unless it says that the key is taken */
  unlessTaken(): PutResult;
}

function errorOf(error: unknown, status: number | undefined): PipelineError {
  const name = error instanceof Error ? error.name : 'unknown error';
  const what = status === undefined ? name : `${name}, HTTP ${status}`;
  if (status === 403) {
    return new PipelineError('access-denied', `S3 denied access (${what}).`, { cause: error });
  }
  return new PipelineError('storage-failed', `S3 failed (${what}).`, { cause: error });
}

/**
 * Sorts an error of the S3 client.
 *
 * @param signal of the call: where it was aborted, its reason is the error
 */
export function s3Failure(thrown: unknown, signal?: AbortSignal): S3Failure {
  const status = thrown instanceof S3ServiceException ? thrown.$metadata.httpStatusCode : undefined;
  const error: unknown = signal?.aborted ? signal.reason : errorOf(thrown, status);
  return {
    error,
    isConflict: status === 409,
    unlessNotFound: () => {
      if (status === 404) return undefined;
      throw error;
    },
    unlessTaken: () => {
      if (status === 412) return 'exists';
      throw error;
    },
  };
}
