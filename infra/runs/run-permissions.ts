import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import {
  INVENTORY_PREFIX,
  JOURNAL_PREFIX,
  REPORTS_PREFIX,
  REVISIONS_PREFIX,
} from '../../shared/domain/bucket/bucket-layout.ts';
import type { JobQueues } from '../job-queues.ts';
import { allow, sendMessages } from '../permissions.ts';
import { runMachineName } from './run-state-machine.ts';

export interface RunPermissionsProps {
  readonly name: string;
  readonly clouds: readonly string[];
  readonly bucket: IBucket;
  readonly queues: JobQueues;
  /** Beginnings of keys, to which the cloud is added. */
  readonly written: readonly string[];
}

/** What a run reads: revisions, the journal, and what runs have written. */
const READ = [REVISIONS_PREFIX, JOURNAL_PREFIX, INVENTORY_PREFIX, REPORTS_PREFIX];

/** What both kinds of runs may do: read, add documents of their own, and send jobs. The worker alone writes revisions. */
export function runPermissions(
  scope: Construct,
  { name, clouds, bucket, queues, written }: RunPermissionsProps,
): PolicyStatement[] {
  const objects = (prefixes: readonly string[]) =>
    clouds.flatMap((cloud) => prefixes.map((prefix) => bucket.arnForObjects(`${prefix}${cloud}/*`)));
  const { bulk, large } = queues;
  const executions = Stack.of(scope).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${runMachineName(scope, name)}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return [
    // Without a condition on the prefix, or S3 would answer 403 instead of 404 for a key that is missing.
    allow('ListBucket', ['s3:ListBucket'], [bucket.bucketArn]),
    allow('ReadObjects', ['s3:GetObject'], objects(READ)),
    allow('AddDocuments', ['s3:PutObject'], objects(written)),
    sendMessages('SendJobs', [bulk.queue, large.queue]),
    allow('SeeBacklog', ['sqs:GetQueueAttributes'], [bulk.queue.queueArn, large.queue.queueArn]),
    allow('SeeExecutions', ['states:DescribeExecution'], [executions]),
  ];
}
