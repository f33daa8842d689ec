import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ObjectKey } from '#shared/domain/bucket/bucket-layout.ts';
import type { MultipartUpload, ObjectStore, PutOptions, PutResult } from '#shared/usecases/object-store.ts';
import { callS3, existsIfTaken, S3Error } from './call-s3.ts';
import { S3BucketReader } from './s3-bucket-reader.ts';
import { type DirectPut, directPut } from './s3-direct-put.ts';

/**
 * Begins a multipart upload to S3. After a conflict, CompleteMultipartUpload would need all parts again, so the
 * conflict counts as a failure and the message is tried again.
 */
export async function startMultipartUpload(
  client: S3Client,
  bucket: string,
  Key: ObjectKey,
  { contentType, metadata, signal }: Omit<PutOptions, 'md5'>,
): Promise<MultipartUpload> {
  const object = { Bucket: bucket, Key };
  const command = new CreateMultipartUploadCommand({ ...object, ContentType: contentType, Metadata: { ...metadata } });
  const { UploadId } = await callS3(client, command, signal);
  const upload = { ...object, UploadId };
  const Parts: CompletedPart[] = [];
  return {
    putPart: async (PartNumber, bytes) => {
      const ContentMD5 = createHash('md5').update(bytes).digest('base64');
      const part = new UploadPartCommand({ ...upload, PartNumber, Body: bytes, ContentMD5 });
      const { ETag } = await callS3(client, part, signal);
      Parts.push({ PartNumber, ETag });
    },
    complete: async () => {
      const input = { ...upload, MultipartUpload: { Parts }, IfNoneMatch: '*' };
      const call = callS3(client, new CompleteMultipartUploadCommand(input), signal);
      return call.then(() => 'created', existsIfTaken);
    },
    /** Best effort: the next inventory run aborts what stays behind. */
    abort: async () => {
      await callS3(client, new AbortMultipartUploadCommand(upload)).catch(() => {});
    },
  };
}

/** Pauses between attempts while another writer writes the same key, in milliseconds. */
const CONFLICT_PAUSES_MS = [50, 200, 800];

/** Another writer is writing the same key. Soon, the same call will succeed or find the key taken. */
function isConflict(error: unknown): boolean {
  return error instanceof S3Error && error.httpStatus === 409;
}

/**
 * A bucket in S3. Every write carries `If-None-Match: *`.
 *
 * The client must be created with `requestChecksumCalculation: 'WHEN_REQUIRED'`. Otherwise it sends streams in
 * aws-chunked encoding, to which Content-MD5 does not apply.
 */
export class S3ObjectStore extends S3BucketReader implements ObjectStore {
  readonly #putDirectly: DirectPut;

  constructor(client: S3Client, bucket: string) {
    super(client, bucket);
    this.#putDirectly = directPut(client, bucket);
  }

  async put(key: ObjectKey, body: Uint8Array, options: PutOptions): Promise<PutResult> {
    return (await this.#putDirectly(key, body, options)) ?? this.#putWithRetry(key, body, options);
  }

  /**
   * Retries after a conflict with another writer, which the SDK does not do.
   *
   * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
   */
  async #putWithRetry(key: ObjectKey, body: Uint8Array, options: PutOptions): Promise<PutResult> {
    for (const pause of CONFLICT_PAUSES_MS) {
      try {
        return await this.#put(key, body, body.length, options);
      } catch (error) {
        if (!isConflict(error)) throw error;
      }
      await sleep(pause);
    }
    return this.#put(key, body, body.length, options);
  }

  async putStream(
    key: ObjectKey,
    chunks: AsyncIterable<Uint8Array>,
    length: number,
    options: PutOptions,
  ): Promise<PutResult> {
    const body = Readable.from(chunks, { objectMode: false });
    // An aborted request destroys its body, and nothing else listens for the error of that.
    body.on('error', () => {});
    try {
      return await this.#put(key, body, length, options);
    } finally {
      body.destroy();
    }
  }

  async #put(key: ObjectKey, body: Uint8Array | Readable, length: number, options: PutOptions): Promise<PutResult> {
    const { md5, contentType, metadata, signal } = options;
    const input: PutObjectCommandInput = {
      Bucket: this.bucket,
      Key: key,
      Body: body,
      ContentLength: length,
      ContentType: contentType,
      Metadata: { ...metadata },
      IfNoneMatch: '*',
      ...(md5 !== undefined && { ContentMD5: Buffer.from(md5, 'hex').toString('base64') }),
    };
    return callS3(this.client, new PutObjectCommand(input), signal).then(() => 'created', existsIfTaken);
  }

  startMultipart(key: ObjectKey, options: Omit<PutOptions, 'md5'>): Promise<MultipartUpload> {
    return startMultipartUpload(this.client, this.bucket, key, options);
  }
}
