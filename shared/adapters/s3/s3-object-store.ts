import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ObjectKey } from '../../domain/bucket/bucket-layout.ts';
import type { BucketReader, KeyPage, ReadObject } from '../../usecases/bucket-reader.ts';
import type { ByteSource } from '../../usecases/byte-source.ts';
import type {
  ListedObject,
  MultipartUpload,
  ObjectStore,
  PutOptions,
  PutResult,
  StoredObject,
} from '../../usecases/object-store.ts';
import { S3BucketReader } from './s3-bucket-reader.ts';
import { type DirectPut, directPut } from './s3-direct-put.ts';
import { s3Failure } from './s3-failure.ts';
import { S3MultipartUpload } from './s3-multipart-upload.ts';
import { writeOnce } from './write-once.ts';

/** Only above it does an object come in parts. In bytes. */
const MAX_SINGLE_PUT_BYTES = 5 * 1024 ** 3;

/**
 * An ETag is the MD5 where the bucket is encrypted by SSE-S3 and the object came in one PUT. What came in parts has its
 * MD5 in the metadata; of a smaller object, anybody could have written there what he liked.
 */
function md5Of(
  etag: string | undefined,
  bytes: number,
  metadata: Readonly<Record<string, string>>,
): string | undefined {
  return /^"?([0-9a-f]{32})"?$/.exec(etag ?? '')?.[1] ?? (bytes > MAX_SINGLE_PUT_BYTES ? metadata['md5'] : undefined);
}

function base64Of(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

/** An object on its way: what breaks it off is told as a failed call is. */
async function* bytesOf(body: Readable, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
  try {
    yield* body;
  } catch (error) {
    throw s3Failure(error, signal).error;
  }
}

/**
 * A bucket in S3. Every write carries `If-None-Match: *`.
 *
 * The client must be made with `requestChecksumCalculation: 'WHEN_REQUIRED'`: else it sends streams in aws-chunked
 * encoding, to which Content-MD5 does not apply.
 */
export class S3ObjectStore implements ObjectStore, BucketReader {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #putDirectly: DirectPut;
  readonly #reader: S3BucketReader;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
    this.#putDirectly = directPut(client, bucket);
    this.#reader = new S3BucketReader(client, bucket);
  }

  async head(key: string): Promise<StoredObject | undefined> {
    try {
      const object = await this.#client.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: key }));
      const { ContentLength: bytes = 0, ContentType: contentType, Metadata: metadata = {} } = object;
      return { bytes, md5: md5Of(object.ETag, bytes, metadata), contentType, metadata };
    } catch (error) {
      return s3Failure(error).unlessNotFound();
    }
  }

  async open(key: string, signal: AbortSignal): Promise<ByteSource | undefined> {
    try {
      const command = new GetObjectCommand({ Bucket: this.#bucket, Key: key });
      const {
        Body: body,
        ContentLength: length,
        ContentType: contentType,
      } = await this.#client.send(command, {
        abortSignal: signal,
      });
      if (!(body instanceof Readable)) return undefined;
      return { length, contentType, chunks: bytesOf(body, signal), cancel: async () => void body.destroy() };
    } catch (error) {
      return s3Failure(error, signal).unlessNotFound();
    }
  }

  read(key: string, signal: AbortSignal): Promise<ReadObject | undefined> {
    return this.#reader.read(key, signal);
  }

  keys(...of: Parameters<BucketReader['keys']>): Promise<KeyPage> {
    return this.#reader.keys(...of);
  }

  folders(...of: Parameters<BucketReader['folders']>): Promise<readonly string[]> {
    return this.#reader.folders(...of);
  }

  async *list(folder: string): AsyncGenerator<ListedObject, void> {
    let token: string | undefined;
    do {
      const page = await this.#listPage(folder, token);
      for (const { Key: key = '', Size: bytes = 0 } of page.Contents ?? []) {
        yield { key, name: key.slice(folder.length), bytes };
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  async #listPage(folder: string, token: string | undefined) {
    const input = { Bucket: this.#bucket, Prefix: folder, Delimiter: '/', ContinuationToken: token };
    try {
      return await this.#client.send(new ListObjectsV2Command(input));
    } catch (error) {
      throw s3Failure(error).error;
    }
  }

  async put(key: ObjectKey, body: Uint8Array, options: PutOptions): Promise<PutResult> {
    const result = await this.#putDirectly(key, body, options);
    return result ?? writeOnce(() => this.#put(key, body, body.length, options), options.signal);
  }

  async putStream(
    key: ObjectKey,
    chunks: AsyncIterable<Uint8Array>,
    length: number,
    options: PutOptions,
  ): Promise<PutResult> {
    const body = Readable.from(chunks, { objectMode: false });
    // An aborted request destroys its body, and nobody else listens for what that says.
    body.on('error', () => {});
    try {
      return await this.#put(key, body, length, options);
    } catch (error) {
      return s3Failure(error, options.signal).unlessTaken();
    } finally {
      body.destroy();
    }
  }

  async #put(key: ObjectKey, body: Uint8Array | Readable, length: number, options: PutOptions): Promise<PutResult> {
    const { md5, contentType, metadata, signal } = options;
    const input: PutObjectCommandInput = {
      Bucket: this.#bucket,
      Key: key,
      Body: body,
      ContentLength: length,
      ContentType: contentType,
      Metadata: { ...metadata },
      IfNoneMatch: '*',
      ...(md5 !== undefined && { ContentMD5: base64Of(md5) }),
    };
    await this.#client.send(new PutObjectCommand(input), { abortSignal: signal });
    return 'created';
  }

  async startMultipart(key: ObjectKey, options: Omit<PutOptions, 'md5'>): Promise<MultipartUpload> {
    return S3MultipartUpload.start(this.#client, this.#bucket, key, options);
  }
}
