import { Agent } from 'node:http';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { formatAssetId } from '../origin/asset-id.ts';
import type { CopyRun } from './copy-run.ts';

/** The two ends of a floor's loop. */
export interface FloorStore {
  sourceUrl(index: number): string;
  /** One PutObject, of one attempt, without any header that the loop could do without. */
  put(index: number, body: Uint8Array): Promise<void>;
  close(): void;
}

/**
 * What every floor shares: the SDK's S3 client at its quickest, with a connection for each asset in flight (50 is its
 * default, which would make 14 of 64 wait) and without checksums, and keys of the shape that the pipeline writes.
 */
export function floorStore(run: CopyRun): FloorStore {
  const s3 = new S3Client({
    ...run.s3,
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    cacheMiddleware: true,
    requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: run.inFlight }) },
  });
  return {
    sourceUrl: (index) => {
      const publicId = encodeURIComponent(formatAssetId(index, run.bytes));
      return `${run.originUrl}/v1_1/bench/image/download?public_id=${publicId}&type=upload`;
    },
    put: async (index, body) => {
      const key = `pipeline/res/bench/image/upload/${formatAssetId(index, run.bytes)}/1700000000.jpg`;
      await s3.send(new PutObjectCommand({ Bucket: run.bucket, Key: key, Body: body }));
    },
    close: () => s3.destroy(),
  };
}
