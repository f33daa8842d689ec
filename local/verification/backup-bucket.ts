import {
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { rootClientConfig } from '#local/ministack/root-client-config.ts';
import type { MiniStack } from '#local/ministack/start-ministack.ts';

/** Reads the bucket, as anyone with a plain S3 client could. */
export interface BucketReader {
  has(key: string): Promise<boolean>;
  read(key: string): Promise<Uint8Array | undefined>;
  list(prefix: string): Promise<readonly string[]>;
}

/** The deployed bucket, through a plain S3 client. */
export function backupBucket(miniStack: MiniStack, Bucket = ''): BucketReader & { close(): void } {
  const s3 = new S3Client({ ...rootClientConfig(miniStack), forcePathStyle: true });
  return {
    has: async (Key) => {
      const head = await s3.send(new HeadObjectCommand({ Bucket, Key })).catch(undefinedIfMissing);
      return head !== undefined;
    },
    read: async (Key) => {
      const answer = await s3.send(new GetObjectCommand({ Bucket, Key })).catch(undefinedIfMissing);
      return answer?.Body?.transformToByteArray();
    },
    list: async (Prefix) => {
      const keys: string[] = [];
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix }))
        keys.push(...Contents.map(({ Key = '' }) => Key));
      return keys;
    },
    close: () => s3.destroy(),
  };
}

function undefinedIfMissing(error: unknown): undefined {
  if (!(error instanceof NotFound || error instanceof NoSuchKey)) throw error;
}
