import {
  type S3Client,
  type S3ClientResolvedConfig,
  S3ServiceException,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-s3';
import type { Command } from '@smithy/core/client';
import { PipelineError } from '#shared/domain/errors.ts';
import { printable } from '#shared/domain/text/printable.ts';
import type { PutResult } from '#shared/usecases/object-store.ts';

/** The target of a call to S3. */
export interface S3Target {
  readonly Bucket?: string | undefined;
  readonly Key?: string | undefined;
  readonly Prefix?: string | undefined;
}

/** Any of the SDK's commands for S3. */
type S3Command<Input extends ServiceInputTypes & S3Target, Output extends ServiceOutputTypes> = Command<
  Input,
  Output,
  S3ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>;

/**
 * A failed call to S3: `access-denied`, or `storage-failed` for everything else. The message names the operation and
 * its target, made printable, and only the name and status of the cause.
 */
export class S3Error extends PipelineError {
  /** `undefined` if S3 did not answer. */
  readonly httpStatus: number | undefined;

  /** @param operation as S3's documentation names it: `PutObject` */
  constructor(operation: string, { Bucket = '', Key, Prefix }: S3Target, cause: unknown) {
    const httpStatus = cause instanceof S3ServiceException ? cause.$metadata.httpStatusCode : undefined;
    const name = cause instanceof Error ? cause.name : 'unknown error';
    const why = httpStatus === undefined ? name : `${name}, HTTP ${httpStatus}`;
    const path = Key ?? (Prefix === undefined ? undefined : `${Prefix}*`);
    const target = printable(path === undefined ? Bucket : `${Bucket}/${path}`);
    const [code, failure] =
      httpStatus === 403
        ? (['access-denied', 'S3 denied access'] as const)
        : (['storage-failed', 'S3 failed'] as const);
    super(code, `${failure}: ${operation} on ${target} (${why}).`, { cause });
    this.httpStatus = httpStatus;
  }
}

/** The operation of a command. The name of its class is minified in a bundle. */
function operationOf({ schema }: Pick<S3Command<ServiceInputTypes, ServiceOutputTypes>, 'schema'>): string {
  return (Array.isArray(schema) ? schema[2] : schema?.name) ?? 'a call';
}

/**
 * Sends a command to S3: every call of this project goes through here.
 *
 * @throws S3Error or, if S3 did not answer because the signal aborted, the signal's reason
 */
export async function callS3<Input extends ServiceInputTypes & S3Target, Output extends ServiceOutputTypes>(
  client: S3Client,
  command: S3Command<Input, Output>,
  signal?: AbortSignal,
): Promise<Output> {
  try {
    return await client.send(command, signal === undefined ? {} : { abortSignal: signal });
  } catch (cause) {
    const error = new S3Error(operationOf(command), command.input, cause);
    if (signal?.aborted && error.httpStatus === undefined) throw signal.reason;
    throw error;
  }
}

/** Returns `undefined` if the object does not exist; otherwise rethrows the error. */
export function undefinedIfMissing(error: unknown): undefined {
  if (!(error instanceof S3Error) || error.httpStatus !== 404) throw error;
}

/** Returns `exists` if the key is taken; otherwise rethrows the error. */
export function existsIfTaken(error: unknown): PutResult {
  if (!(error instanceof S3Error) || error.httpStatus !== 412) throw error;
  return 'exists';
}
