import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { NativeBackupStore } from '#local/cloudinary/native-backup/native-backup-store.ts';
import { rootClientConfig } from '#local/ministack/root-client-config.ts';
import { cloudinarysCredentials } from './cloudinarys-credentials.ts';
import type { DeployedStack } from './deployed-stack.ts';

/** Cloudinary's own backup in the deployed bucket, with no more rights than the bucket policy gives it. */
export class NativeBackupInBucket implements NativeBackupStore {
  readonly #target = Promise.withResolvers<{ s3: S3Client; bucket: string }>();

  /** The bucket exists only once the stack is deployed: until then, copies wait. */
  async connect(stack: DeployedStack): Promise<void> {
    const credentials = await cloudinarysCredentials(stack);
    const s3 = new S3Client({ ...rootClientConfig(stack.cloud.miniStack), forcePathStyle: true, credentials });
    this.#target.resolve({ s3, bucket: stack.bucket });
  }

  async put(key: string, bytes: Buffer, contentType: string): Promise<void> {
    const { s3, bucket } = await this.#target.promise;
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentType: contentType }));
  }

  async get(key: string): Promise<Buffer | undefined> {
    const { s3, bucket } = await this.#target.promise;
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
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
