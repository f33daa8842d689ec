import {
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { rootClientConfig } from '../../ministack/root-client-config.ts';
import type { MiniStack } from '../../ministack/start-ministack.ts';

/** What is asked of the bucket: reading, as anybody with a plain S3 client could. */
export interface BucketReader {
  has(key: string): Promise<boolean>;
  read(key: string): Promise<Uint8Array | undefined>;
  list(prefix: string): Promise<readonly string[]>;
}

/** The deployed bucket over a plain S3 client. */
export class BackupBucket implements BucketReader {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(miniStack: MiniStack, bucket: string) {
    this.#s3 = new S3Client({ ...rootClientConfig(miniStack), forcePathStyle: true });
    this.#bucket = bucket;
  }

  async has(key: string): Promise<boolean> {
    try {
      await this.#s3.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: key }));
      return true;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    try {
      const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
      return await Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async list(prefix: string): Promise<readonly string[]> {
    const keys: string[] = [];
    const pages = paginateListObjectsV2({ client: this.#s3 }, { Bucket: this.#bucket, Prefix: prefix });
    for await (const { Contents = [] } of pages) keys.push(...Contents.map(({ Key = '' }) => Key));
    return keys;
  }

  close(): void {
    this.#s3.destroy();
  }
}
