import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { BucketReader, KeyPage, ReadObject } from '../../usecases/bucket-reader.ts';
import { s3Failure } from './s3-failure.ts';

/** Where a listing begins, and what ends it. */
type ListOptions = Parameters<BucketReader['keys']>[1];

/** Whether a key comes behind another in S3's order. JavaScript compares UTF-16, which puts some signs elsewhere. */
function isBehind(key: string, other: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(other)) > 0;
}

/** What runs read of a bucket: small objects whole, and its keys page by page. */
export class S3BucketReader implements Pick<BucketReader, 'read' | 'keys' | 'folders'> {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async read(key: string, signal: AbortSignal): Promise<ReadObject | undefined> {
    try {
      const command = new GetObjectCommand({ Bucket: this.#bucket, Key: key });
      const { Body: body, Metadata: metadata = {} } = await this.#client.send(command, { abortSignal: signal });
      return { body: (await body?.transformToByteArray()) ?? new Uint8Array(0), metadata };
    } catch (error) {
      return s3Failure(error, signal).unlessNotFound();
    }
  }

  async keys(prefix: string, { after, signal }: ListOptions): Promise<KeyPage> {
    const page = await this.#page({ Prefix: prefix, StartAfter: after }, signal);
    const objects = (page.Contents ?? []).map(({ Key: key = '', Size: bytes = 0, ETag: etag = '' }) => ({
      key,
      bytes,
      etag: etag.replaceAll('"', ''),
    }));
    return { objects, more: page.IsTruncated === true };
  }

  async folders(prefix: string, { after, signal }: ListOptions): Promise<readonly string[]> {
    const folders: string[] = [];
    let token: string | undefined;
    do {
      const position = token === undefined ? { StartAfter: after } : { ContinuationToken: token };
      const page = await this.#page({ Prefix: prefix, Delimiter: '/', ...position }, signal);
      folders.push(...(page.CommonPrefixes ?? []).flatMap(({ Prefix: folder }) => folder ?? []));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    // A folder's objects come behind its own name, so that S3 may give the one to start after once more.
    return after === undefined ? folders : folders.filter((folder) => isBehind(folder, after));
  }

  async #page(
    input: Omit<ListObjectsV2CommandInput, 'Bucket'>,
    signal: AbortSignal,
  ): Promise<ListObjectsV2CommandOutput> {
    try {
      const command = new ListObjectsV2Command({ Bucket: this.#bucket, ...input });
      return await this.#client.send(command, { abortSignal: signal });
    } catch (error) {
      throw s3Failure(error, signal).error;
    }
  }
}
