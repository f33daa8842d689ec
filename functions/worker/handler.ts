import { randomBytes } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { S3ObjectStore } from '../../shared/adapters/s3-object-store.ts';
import { asQueueSafeJson } from '../../shared/domain/queue-safe-json.ts';
import { workOnBatch } from '../../shared/usecases/worker/work-on-batch.ts';
import { workerClouds } from './clouds.ts';
import { Deadline } from './deadline.ts';
import { workerEnvironment } from './environment.ts';
import { Lanes } from './lanes.ts';
import { workerReports } from './reports.ts';

const environment = workerEnvironment();
const reports = workerReports(
  new Logger({ serviceName: 'worker' }),
  new Metrics({ namespace: 'CloudinaryBackup', serviceName: 'worker' }),
);
const clouds = workerClouds(environment, new SSMClient({}));
const lanes = new Lanes(environment, new SQSClient({}));
// Content-MD5 is what S3 is to check; a checksum of the SDK's own would turn streams into aws-chunked ones.
const s3 = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' });
const store = new S3ObjectStore(s3, environment.BUCKET_NAME);
const retry = { baseSeconds: environment.RETRY_BASE_SECONDS, capSeconds: environment.RETRY_CAP_SECONDS };

/** Works on a batch of the live, bulk or large queue. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler(async (event, context) => {
  using deadline = new Deadline(context);
  const messages = event.Records.map((record) => lanes.messageOf(record));
  const receipts = new Map(messages.map(({ id, receiptHandle }) => [id, receiptHandle]));
  const failed = await workOnBatch(messages, {
    clouds,
    store,
    retry,
    concurrency: 10,
    reports,
    writtenBy: { 'request-id': context.awsRequestId, 'log-stream': encodeURIComponent(context.logStreamName) },
    deadline: deadline.signal,
    now: () => new Date(),
    random: Math.random,
    entropy: () => randomBytes(10),
    forward: (job) => lanes.queue('large').send([asQueueSafeJson(job)]),
    delay: ({ id, lane }, seconds) => lanes.queue(lane).delay(receipts.get(id) ?? '', seconds),
  });
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
});
