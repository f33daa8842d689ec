import { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { OriginalBytes } from '#local/cloudinary/bytes/original-bytes.ts';
import { receivedBytes } from '#local/cloudinary/bytes/received-bytes.ts';
import type { NativeBackupStore } from '#local/cloudinary/native-backup/native-backup-store.ts';
import { rootClientConfig } from '#local/ministack/root-client-config.ts';
import { cloudinarysCredentials } from './cloudinarys-credentials.ts';
import type { DeployedStack } from './deployed-stack.ts';

/** Cloudinary's own backup in the deployed bucket, with only the permissions of the bucket policy. */
export class NativeBackupInBucket implements NativeBackupStore {
  readonly #target = Promise.withResolvers<{ s3: S3Client; bucket: string }>();

  /** Copies wait until the stack, and with it the bucket, is deployed. */
  async connect(stack: DeployedStack): Promise<void> {
    const credentials = await cloudinarysCredentials(stack);
    const s3 = new S3Client({ ...rootClientConfig(stack.cloud.miniStack), forcePathStyle: true, credentials });
    this.#target.resolve({ s3, bucket: stack.bucket });
  }

  async put(key: string, { read, length }: OriginalBytes, contentType: string): Promise<void> {
    const { s3, bucket } = await this.#target.promise;
    const Body = Readable.from(read(), { objectMode: false });
    const request = { Bucket: bucket, Key: key, Body, ContentLength: length, ContentType: contentType };
    await s3.send(new PutObjectCommand(request));
  }

  async get(key: string): Promise<OriginalBytes | undefined> {
    const { bucket } = await this.#target.promise;
    return await this.read(bucket, key);
  }

  /** Reads an object of any bucket, for uploads that name it as their file. */
  async read(bucket: string, key: string): Promise<OriginalBytes | undefined> {
    const { s3 } = await this.#target.promise;
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      // In Node, the SDK gives a stream of Node.
      return await receivedBytes(Body as Readable);
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    const { s3, bucket } = await this.#target.promise;
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  }
}
