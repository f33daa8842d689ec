import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import {
  INVENTORY_PREFIX,
  JOURNAL_PREFIX,
  REPORTS_PREFIX,
  REVISIONS_PREFIX,
} from '#shared/domain/bucket/bucket-layout.ts';
import { highWaterParameter } from '#shared/domain/runs/high-water-mark.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { JobQueues } from '../job-queues.ts';
import { NodeFunction, type NodeFunctionProps } from '../node-function.ts';
import { allow, sendMessages } from '../permissions.ts';
import { runMachineName } from './run-state-machine.ts';

/** What every kind of run is made with. */
export interface RunsProps {
  readonly configuration: Configuration;
  readonly bucket: IBucket;
  readonly queues: JobQueues;
}

export interface RunFunctionProps
  extends RunsProps,
    Omit<NodeFunctionProps, 'memorySize' | 'logRetentionDays' | 'environment'> {
  /** The name of its state machine. */
  readonly name: string;
  /** The prefixes of the keys that it writes, without the cloud. */
  readonly written: readonly string[];
  /** Its environment variables besides those of every kind of run. */
  readonly environment: Record<string, string>;
}

const SECONDS_PER_DAY = 86_400;
/** How many copies a batch of the bulk queue makes at once, and how long one takes, in seconds. */
const BATCH = { copies: 10, seconds: 10 };

/** What a run reads: revisions, the journal, and what runs have written. */
const READ = [REVISIONS_PREFIX, JOURNAL_PREFIX, INVENTORY_PREFIX, REPORTS_PREFIX];

/**
 * The function that carries out the steps of a kind of run. It may read, add documents of its own, and send jobs: the
 * worker alone writes revisions.
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
  const marksOf = (kind: string) =>
    Stack.of(scope).formatArn({
      service: 'ssm',
      resource: `parameter${highWaterParameter(bucket.bucketName, kind, '*')}`,
    });
  return new NodeFunction(scope, 'Function', {
    ...rest,
    // A shard of 100,000 assets, with its journal or its revisions, in memory.
    memorySize: 1024,
    logRetentionDays,
    environment: {
      // V8 lets the young generation grow to many times the live data, which costs memory and saves little. In MiB.
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
      // The parameters are not part of the stack: a deployment would reset what earlier runs found.
      allow('ReadMarks', ['ssm:GetParameter'], [marksOf('*')]),
      allow('RaiseMark', ['ssm:PutParameter'], [marksOf(rest.folder)]),
      ...permissions,
    ],
  });
}
