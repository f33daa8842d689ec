import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Configuration } from './configuration/configuration.ts';
import type { JobQueues } from './job-queues.ts';
import { NodeFunction } from './node-function.ts';
import { workerClouds } from './worker-clouds.ts';
import { workerPermissions } from './worker-permissions.ts';

export interface RevisionWorkerProps {
  readonly configuration: Configuration;
  readonly bucket: IBucket;
  readonly queues: JobQueues;
}

/** Copies revisions into the bucket: one function for live and bulk jobs, and one with more time and memory for large ones. */
export class RevisionWorker extends Construct {
  readonly workerFunction: NodeFunction;
  readonly largeWorkerFunction: NodeFunction;

  constructor(scope: Construct, id: string, { configuration, bucket, queues }: RevisionWorkerProps) {
    super(scope, id);
    const { clouds, retry, timeouts, concurrency, quotaReserve, logRetentionDays } = configuration;
    const environment = {
      CLOUDS: workerClouds(clouds),
      BUCKET_NAME: bucket.bucketName,
      LIVE_QUEUE_URL: queues.live.queue.queueUrl,
      BULK_QUEUE_URL: queues.bulk.queue.queueUrl,
      LARGE_QUEUE_URL: queues.large.queue.queueUrl,
      RETRY_BASE_SECONDS: String(retry.baseSeconds),
      RETRY_CAP_SECONDS: String(retry.capSeconds),
      QUOTA_RESERVE: String(quotaReserve),
    };
    const functionOf = (
      name: string,
      sources: readonly IQueue[],
      size: { timeoutSeconds: number; memorySize: number },
    ) =>
      new NodeFunction(this, name, {
        description: `Copies revisions into the bucket (${name})`,
        folder: 'worker',
        environment,
        permissions: workerPermissions(this, { clouds, bucket, sources, largeQueue: queues.large.queue }),
        logRetentionDays,
        ...size,
      });

    // It mostly waits for the network, and holds ten bodies of at most 8 MiB.
    this.workerFunction = functionOf('Worker', [queues.live.queue, queues.bulk.queue], {
      timeoutSeconds: timeouts.workerSeconds,
      memorySize: 512,
    });
    // One full vCPU, for hashing and encrypting gigabytes in its 15 minutes.
    this.largeWorkerFunction = functionOf('LargeWorker', [queues.large.queue], {
      timeoutSeconds: timeouts.largeWorkerSeconds,
      memorySize: 1769,
    });
    this.#consume('Live', queues.live.queue, this.workerFunction, 10, concurrency.live);
    this.#consume('Bulk', queues.bulk.queue, this.workerFunction, 10, concurrency.bulk);
    this.#consume('Large', queues.large.queue, this.largeWorkerFunction, 1, concurrency.large);
  }

  /**
   * No batching window: a fresh upload does not wait for others. The cap is the event source's MaximumConcurrency, not
   * reserved concurrency, which breaks new accounts, and whose every throttled call counts as a receive of its messages.
   */
  #consume(name: string, queue: IQueue, target: IFunction, batchSize: number, maxConcurrency: number): void {
    new EventSourceMapping(this, `${name}Jobs`, {
      target,
      eventSourceArn: queue.queueArn,
      batchSize,
      maxConcurrency,
      reportBatchItemFailures: true,
    });
  }
}
