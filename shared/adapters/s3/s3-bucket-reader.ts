import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { BucketReader, KeyPage, ReadObject } from '#shared/usecases/bucket-reader.ts';
import type { ByteSource } from '#shared/usecases/byte-source.ts';
import type { ListedObject, ObjectStore, StoredObject } from '#shared/usecases/object-store.ts';
import { callS3, S3Error, undefinedIfMissing } from './call-s3.ts';

/** Only larger objects are uploaded in parts. In bytes. */
const MAX_SINGLE_PUT_BYTES = 5 * 1024 ** 3;

/** Where a listing begins, and what aborts it. */
type ListOptions = Parameters<BucketReader['keys']>[1];

/** Whether a key comes after another in S3's order, that of UTF-8. JavaScript compares UTF-16, which differs. */
function isAfter(key: string, other: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(other)) > 0;
}

/**
 * The ETag is the MD5 if the bucket is encrypted with SSE-S3 and the object came in one PUT. An object that came in
 * parts has its MD5 in the metadata. On a smaller object, that metadata is not trusted: any writer could have set it.
 */
function md5Of(
  etag: string | undefined,
  bytes: number,
  metadata: Readonly<Record<string, string>>,
): string | undefined {
  return /^"?([0-9a-f]{32})"?$/.exec(etag ?? '')?.[1] ?? (bytes > MAX_SINGLE_PUT_BYTES ? metadata['md5'] : undefined);
}

/** Reads a bucket in S3. */
export class S3BucketReader implements BucketReader, Pick<ObjectStore, 'open' | 'list'> {
  protected readonly client: S3Client;
  protected readonly bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.client = client;
    this.bucket = bucket;
  }

  async head(key: string): Promise<StoredObject | undefined> {
    const command = new HeadObjectCommand({ Bucket: this.bucket, Key: key });
    const object = await callS3(this.client, command).catch(undefinedIfMissing);
    if (object === undefined) return undefined;
    const { ContentLength: bytes = 0, ContentType: contentType, Metadata: metadata = {} } = object;
    return { bytes, md5: md5Of(object.ETag, bytes, metadata), contentType, metadata };
  }

  async open(key: string, signal: AbortSignal): Promise<ByteSource | undefined> {
    const { Body: body, ContentLength: length, ContentType: contentType } = (await this.#get(key, signal)) ?? {};
    if (!(body instanceof Readable)) return undefined;
    return { length, contentType, chunks: this.#chunksOf(body, key, signal), cancel: async () => void body.destroy() };
  }

  async read(key: string, signal: AbortSignal): Promise<ReadObject | undefined> {
    const object = await this.#get(key, signal);
    if (object === undefined) return undefined;
    const { Body: body, Metadata: metadata = {} } = object;
    try {
      return { body: (await body?.transformToByteArray()) ?? new Uint8Array(0), metadata };
    } catch (error) {
      throw this.#brokenOff(key, error, signal);
    }
  }

  #get(key: string, signal: AbortSignal) {
    const command = new GetObjectCommand({ Bucket: this.bucket, Key: key });
    return callS3(this.client, command, signal).catch(undefinedIfMissing);
  }

  /** The body of an object. An interrupted transfer throws what a failed call throws. */
  async *#chunksOf(body: Readable, key: string, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
    try {
      yield* body;
    } catch (error) {
      throw this.#brokenOff(key, error, signal);
    }
  }

  #brokenOff(key: string, error: unknown, signal: AbortSignal): unknown {
    return signal.aborted ? signal.reason : new S3Error('GetObject', { Bucket: this.bucket, Key: key }, error);
  }

  async *list(folder: string): AsyncGenerator<ListedObject, void> {
    for await (const { Contents = [] } of this.#pages({ Prefix: folder, Delimiter: '/' })) {
      for (const { Key: key = '', Size: bytes = 0 } of Contents) yield { key, name: key.slice(folder.length), bytes };
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
    for await (const page of this.#pages({ Prefix: prefix, Delimiter: '/', StartAfter: after }, signal)) {
      folders.push(...(page.CommonPrefixes ?? []).flatMap(({ Prefix: folder }) => folder ?? []));
    }
    // The keys in a folder sort after its name, so S3 may list the folder to start after once more.
    return after === undefined ? folders : folders.filter((folder) => isAfter(folder, after));
  }

  async *#pages(first: Omit<ListObjectsV2CommandInput, 'Bucket'>, signal?: AbortSignal) {
    let token: string | undefined;
    do {
      const input = token === undefined ? first : { ...first, StartAfter: undefined, ContinuationToken: token };
      const page: ListObjectsV2CommandOutput = await this.#page(input, signal);
      yield page;
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  #page(input: Omit<ListObjectsV2CommandInput, 'Bucket'>, signal?: AbortSignal): Promise<ListObjectsV2CommandOutput> {
    return callS3(this.client, new ListObjectsV2Command({ Bucket: this.bucket, ...input }), signal);
  }
}
