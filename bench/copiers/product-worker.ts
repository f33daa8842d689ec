import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { S3Client } from '@aws-sdk/client-s3';
import { cloudinaryEnvironment } from '#shared/adapters/cloudinary/cloudinary-environment.ts';
import { S3ObjectStore } from '#shared/adapters/s3/s3-object-store.ts';
import { type ReceivedMessage, workOnBatch } from '#shared/usecases/worker/work-on-batch.ts';
import type { CopyRun } from './copy-run.ts';

const SECRET = { apiKey: 'bench', apiSecret: 'bench' };

/** The worker as the function wires it, between the benchmark's servers instead of Cloudinary and S3. */
export interface ProductWorker {
  /** Backs up every revision, or throws. */
  work(messages: readonly ReceivedMessage[]): Promise<void>;
  close(): void;
}

/**
 * The product's use case over its real adapters. What differs from the deployed function: no SQS and SSM, no log lines,
 * as many assets at once as the run says, and a socket for each of them.
 */
export function productWorker(run: Pick<CopyRun, 'originUrl' | 's3' | 'bucket' | 'inFlight'>): ProductWorker {
  const s3 = new S3Client({
    ...run.s3,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: run.inFlight }) },
  });
  const environment = cloudinaryEnvironment({
    cloud: 'bench',
    origins: { apiOrigin: run.originUrl, downloadOrigins: [] },
    credentials: async () => ({ calling: SECRET, all: [SECRET], problems: [] }),
    quotaReserve: 0,
  });
  const failures: unknown[] = [];
  const dependencies = {
    clouds: new Map([['bench', { environment, rules: {}, nativeBackup: false }]]),
    store: new S3ObjectStore(s3, run.bucket),
    retry: { baseSeconds: 1, capSeconds: 1 },
    concurrency: run.inFlight,
    writtenBy: { 'request-id': 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef', 'log-stream': '2026%2F01%2F01%2F%5B1%5Dbench' },
    reports: {
      recorded: () => {},
      failed: (_: ReceivedMessage, error: unknown) => void failures.push(error),
      notDelayed: () => {},
    },
    deadline: new AbortController().signal,
    now: () => new Date(),
    random: Math.random,
    entropy: () => randomBytes(10),
    forward: () => Promise.reject(new Error('a benchmark forwards nothing')),
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
