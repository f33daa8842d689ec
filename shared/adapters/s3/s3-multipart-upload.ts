import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ObjectKey } from '../../domain/bucket/bucket-layout.ts';
import type { MultipartUpload, PutOptions, PutResult } from '../../usecases/object-store.ts';
import { callS3, existsIfTaken } from './call-s3.ts';

interface UploadName {
  readonly Bucket: string;
  readonly Key: ObjectKey;
  readonly UploadId: string | undefined;
}

/**
 * An upload in parts to S3. A Complete that meets a conflict has to start anew with its parts, so it is a failure, and
 * the message is tried again.
 */
export class S3MultipartUpload implements MultipartUpload {
  readonly #client: S3Client;
  readonly #upload: UploadName;
  readonly #signal: AbortSignal;
  readonly #parts: CompletedPart[] = [];

  private constructor(client: S3Client, upload: UploadName, signal: AbortSignal) {
    this.#client = client;
    this.#upload = upload;
    this.#signal = signal;
  }

  static async start(
    client: S3Client,
    bucket: string,
    key: ObjectKey,
    { contentType, metadata, signal }: Omit<PutOptions, 'md5'>,
  ): Promise<S3MultipartUpload> {
    const input = { Bucket: bucket, Key: key, ContentType: contentType, Metadata: { ...metadata } };
    const { UploadId } = await callS3(client, new CreateMultipartUploadCommand(input), signal);
    return new S3MultipartUpload(client, { Bucket: bucket, Key: key, UploadId }, signal);
  }

  async putPart(number: number, bytes: Uint8Array): Promise<void> {
    const ContentMD5 = createHash('md5').update(bytes).digest('base64');
    const input = { ...this.#upload, PartNumber: number, Body: bytes, ContentMD5 };
    const { ETag } = await callS3(this.#client, new UploadPartCommand(input), this.#signal);
    this.#parts.push({ PartNumber: number, ETag });
  }

  async complete(): Promise<PutResult> {
    const input = { ...this.#upload, MultipartUpload: { Parts: this.#parts }, IfNoneMatch: '*' };
    const call = callS3(this.#client, new CompleteMultipartUploadCommand(input), this.#signal);
    return call.then(() => 'created', existsIfTaken);
  }

  /** Best effort: what stays behind is aborted by the housekeeping of the next inventory run. */
  async abort(): Promise<void> {
    await callS3(this.#client, new AbortMultipartUploadCommand(this.#upload)).catch(() => {});
  }
}
