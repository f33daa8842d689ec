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
import { s3Failure } from './s3-failure.ts';

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
    try {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand(input), { abortSignal: signal });
      return new S3MultipartUpload(client, { Bucket: bucket, Key: key, UploadId }, signal);
    } catch (error) {
      throw s3Failure(error, signal).error;
    }
  }

  async putPart(number: number, bytes: Uint8Array): Promise<void> {
    const ContentMD5 = createHash('md5').update(bytes).digest('base64');
    const input = { ...this.#upload, PartNumber: number, Body: bytes, ContentMD5 };
    try {
      const { ETag } = await this.#client.send(new UploadPartCommand(input), { abortSignal: this.#signal });
      this.#parts.push({ PartNumber: number, ETag });
    } catch (error) {
      throw s3Failure(error, this.#signal).error;
    }
  }

  async complete(): Promise<PutResult> {
    const input = { ...this.#upload, MultipartUpload: { Parts: this.#parts }, IfNoneMatch: '*' };
    try {
      await this.#client.send(new CompleteMultipartUploadCommand(input), { abortSignal: this.#signal });
      return 'created';
    } catch (error) {
      return s3Failure(error, this.#signal).unlessTaken();
    }
  }

  /** Best effort: what stays behind is aborted by the housekeeping of the next inventory run. */
  async abort(): Promise<void> {
    await this.#client.send(new AbortMultipartUploadCommand(this.#upload)).catch(() => {});
  }
}
