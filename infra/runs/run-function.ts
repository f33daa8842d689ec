import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import {
  INVENTORY_PREFIX,
  JOURNAL_PREFIX,
  REPORTS_PREFIX,
  REVISIONS_PREFIX,
} from '#shared/domain/bucket/bucket-layout.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { JobQueues } from '../job-queues.ts';
import { NodeFunction, type NodeFunctionProps } from '../node-function.ts';
import { allow, sendMessages } from '../permissions.ts';
import { runMachineName } from './run-state-machine.ts';

/** What the runs of every kind are made with. */
export interface RunsProps {
  readonly configuration: Configuration;
  readonly bucket: IBucket;
  readonly queues: JobQueues;
}

export interface RunFunctionProps
  extends RunsProps,
    Omit<NodeFunctionProps, 'memorySize' | 'logRetentionDays' | 'environment'> {
  /** Of its state machine. */
  readonly name: string;
  /** Beginnings of keys that it writes, to which the cloud is added. */
  readonly written: readonly string[];
  /** What it is configured with besides what every kind of run is. */
  readonly environment: Record<string, string>;
}

const SECONDS_PER_DAY = 86_400;
/** Copies that a batch of the bulk queue has in flight, and what one takes, in seconds. */
const BATCH = { copies: 10, seconds: 10 };

/** What a run reads: revisions, the journal, and what runs have written. */
const READ = [REVISIONS_PREFIX, JOURNAL_PREFIX, INVENTORY_PREFIX, REPORTS_PREFIX];

/**
 * The function that takes the steps of a kind of run. It may read, add documents of its own, and send jobs: the worker
 * alone writes revisions.
 */
export function runFunction(scope: Construct, props: RunFunctionProps): NodeFunction {
  const { name, written, environment, permissions, configuration, bucket, queues, ...rest } = props;
  const { bulk, large } = queues;
  const { concurrency, timeouts, logRetentionDays } = configuration;
  const clouds = Object.keys(configuration.clouds);
  const objects = (prefixes: readonly string[]) =>
    clouds.flatMap((cloud) => prefixes.map((prefix) => bucket.arnForObjects(`${prefix}${cloud}/*`)));
  const executions = Stack.of(scope).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${runMachineName(scope, name)}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return new NodeFunction(scope, 'Function', {
    ...rest,
    // A shard of 100,000 assets, with its journal or its revisions, in memory.
    memorySize: 1024,
    logRetentionDays,
    environment: {
      // V8 lets what is young grow to many times of what lives, which costs memory and spares little. In MiB.
      NODE_OPTIONS: '--max-semi-space-size=8',
      BUCKET_NAME: bucket.bucketName,
      BULK_QUEUE_URL: bulk.queue.queueUrl,
      LARGE_QUEUE_URL: large.queue.queueUrl,
      // A queue may hold as many jobs as the workers do in a day.
      BULK_BACKLOG_LIMIT: String((concurrency.bulk * BATCH.copies * SECONDS_PER_DAY) / BATCH.seconds),
      LARGE_BACKLOG_LIMIT: String(Math.floor((concurrency.large * SECONDS_PER_DAY) / timeouts.largeWorkerSeconds)),
      QUEUE_LAG_SECONDS: String(timeouts.queueLagSeconds),
      ...environment,
    },
    permissions: [
      // Without a condition on the prefix, or S3 would answer 403 instead of 404 for a key that is missing.
      allow('ListBucket', ['s3:ListBucket'], [bucket.bucketArn]),
      allow('ReadObjects', ['s3:GetObject'], objects(READ)),
      allow('AddDocuments', ['s3:PutObject'], objects(written)),
      sendMessages('SendJobs', [bulk.queue, large.queue]),
      allow('SeeBacklog', ['sqs:GetQueueAttributes'], [bulk.queue.queueArn, large.queue.queueArn]),
      allow('SeeExecutions', ['states:DescribeExecution'], [executions]),
      ...permissions,
    ],
  });
}
