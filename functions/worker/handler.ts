import { randomBytes } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { s3Client, sqsClient, ssmClient } from '#shared/adapters/aws/function-clients.ts';
import { sqsQueues } from '#shared/adapters/aws/sqs-queues.ts';
import { cloudApi } from '#shared/adapters/cloudinary/cloudinary-cloud-api.ts';
import { S3ObjectStore } from '#shared/adapters/s3/s3-object-store.ts';
import { asQueueSafeJson } from '#shared/domain/text/queue-safe-json.ts';
import type { QueueName } from '#shared/usecases/queue-name.ts';
import { RecentWork } from '#shared/usecases/worker/recent-work.ts';
import { workOnBatch } from '#shared/usecases/worker/work-on-batch.ts';
import type { ReceivedMessage } from '#shared/usecases/worker/worker-dependencies.ts';
import { connectClouds } from '../clouds.ts';
import { deadlineOf } from '../deadline.ts';
import { batchMetrics } from './batch-metrics.ts';
import { workerEnvironment } from './environment.ts';
import { workerReports } from './reports.ts';

/**
 * A record of an event, with the name of its queue, which is taken from the ARN.
 *
 * @param urls of the queues
 */
function receivedMessage(
  record: SQSRecord,
  urls: Readonly<Record<QueueName, string>>,
): ReceivedMessage & { readonly receiptHandle: string } {
  const queueName = record.eventSourceARN.slice(record.eventSourceARN.lastIndexOf(':') + 1);
  const queue = (['bulk', 'large'] as const).find((name) => urls[name].endsWith(`/${queueName}`)) ?? 'live';
  const { messageId: id, body, receiptHandle, attributes } = record;
  const receiveCount = Number(attributes.ApproximateReceiveCount);
  return { id, body, queue, receiptHandle, receiveCount, sentAt: new Date(Number(attributes.SentTimestamp)) };
}

const environment = workerEnvironment();
const logger = new Logger({ serviceName: 'worker' });
const connected = connectClouds(environment, ssmClient(), (connection, { rules, nativeBackup }) => ({
  api: cloudApi(connection),
  rules,
  nativeBackup,
}));
const clouds = new Map(Object.entries(connected));
const urls = {
  live: environment.LIVE_QUEUE_URL,
  bulk: environment.BULK_QUEUE_URL,
  large: environment.LARGE_QUEUE_URL,
};
const queues = sqsQueues(sqsClient(), urls);
const store = new S3ObjectStore(s3Client(), environment.BUCKET_NAME);
const recent = new RecentWork();
const retry = { baseSeconds: environment.RETRY_BASE_SECONDS, capSeconds: environment.RETRY_CAP_SECONDS };

/** Works on a batch of the live, bulk or large queue. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler(async (event, context) => {
  using deadline = deadlineOf(context, 'message', 0.5);
  using metrics = batchMetrics(clouds);
  const messages = event.Records.map((record) => receivedMessage(record, urls));
  const failed = await workOnBatch(messages, {
    clouds,
    store,
    retry,
    recent,
    concurrency: 10,
    reports: workerReports(logger, metrics),
    writtenBy: { 'request-id': context.awsRequestId, 'log-stream': encodeURIComponent(context.logStreamName) },
    deadline: deadline.signal,
    now: () => new Date(),
    random: Math.random,
    entropy: () => randomBytes(10),
    forward: (job) => queues.send('large', [asQueueSafeJson(job)]),
    sendAgain: (queue, jobs, delaySeconds) => queues.send(queue, jobs.map(asQueueSafeJson), delaySeconds),
    delay: async ({ id, queue }, seconds) => {
      const received = messages.filter((message) => message.id === id);
      for (const { receiptHandle } of received) await queues.delay(queue, receiptHandle, seconds);
    },
  });
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
});
