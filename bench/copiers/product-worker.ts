import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { S3Client } from '@aws-sdk/client-s3';
import { cloudApi } from '#shared/adapters/cloudinary/cloudinary-cloud-api.ts';
import { S3ObjectStore } from '#shared/adapters/s3/s3-object-store.ts';
import { RecentWork } from '#shared/usecases/worker/recent-work.ts';
import { workOnBatch } from '#shared/usecases/worker/work-on-batch.ts';
import type { ReceivedMessage } from '#shared/usecases/worker/worker-dependencies.ts';
import type { CopyRun } from './copy-run.ts';

const SECRET = { apiKey: 'bench', apiSecret: 'bench' };

/** The worker, wired as in its function, but with the benchmark's servers in place of Cloudinary and S3. */
export interface ProductWorker {
  /**
   * Backs up every revision.
   *
   * @throws AggregateError when a message fails
   */
  work(messages: readonly ReceivedMessage[]): Promise<void>;
  close(): void;
}

/**
 * The product's use case with its real adapters. Unlike the deployed function, it has no SQS, SSM and log lines, copies
 * as many assets at once as the run says, and has a socket for each of them.
 */
export function productWorker(run: Pick<CopyRun, 'mediaUrl' | 's3' | 'bucket' | 'inFlight'>): ProductWorker {
  const s3 = new S3Client({
    ...run.s3,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: run.inFlight }) },
  });
  const api = cloudApi({
    cloud: 'bench',
    origins: { apiOrigin: run.mediaUrl, downloadOrigins: [] },
    credentials: async () => ({ calling: SECRET, all: [SECRET], problems: [] }),
    quotaReserve: 0,
  });
  const failures: unknown[] = [];
  const dependencies = {
    clouds: new Map([['bench', { api, rules: {}, nativeBackup: false }]]),
    store: new S3ObjectStore(s3, run.bucket),
    recent: new RecentWork(),
    retry: { baseSeconds: 1, capSeconds: 1 },
    concurrency: run.inFlight,
    writtenBy: { 'request-id': 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef', 'log-stream': '2026%2F01%2F01%2F%5B1%5Dbench' },
    reports: {
      recorded: () => {},
      failed: (_: ReceivedMessage, error: unknown) => void failures.push(error),
      sentAgain: () => {},
      notDelayed: () => {},
    },
    deadline: new AbortController().signal,
    now: () => new Date(),
    random: Math.random,
    entropy: () => randomBytes(10),
    forward: () => Promise.reject(new Error('A benchmark forwards nothing')),
    sendAgain: () => Promise.reject(new Error('nothing here has to wait')),
    delay: async () => {},
  };
  return {
    work: async (messages) => {
      const failed = await workOnBatch(messages, dependencies);
      if (failed.length > 0) throw new AggregateError(failures, `${failed.length} messages failed: ${failures[0]}`);
    },
    close: () => s3.destroy(),
  };
}
