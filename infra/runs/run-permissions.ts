import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import {
  INVENTORY_PREFIX,
  JOURNAL_PREFIX,
  REPORTS_PREFIX,
  REVISIONS_PREFIX,
} from '../../shared/domain/bucket/bucket-layout.ts';
import type { JobQueues } from '../job-queues.ts';
import { sendMessages } from '../send-messages.ts';
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
  return [
    // Without a condition on the prefix, or S3 would answer 403 instead of 404 for a key that is missing.
    new PolicyStatement({ sid: 'ListBucket', actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
    new PolicyStatement({ sid: 'ReadObjects', actions: ['s3:GetObject'], resources: objects(READ) }),
    new PolicyStatement({ sid: 'AddDocuments', actions: ['s3:PutObject'], resources: objects(written) }),
    sendMessages('SendJobs', [bulk.queue, large.queue]),
    new PolicyStatement({
      sid: 'SeeBacklog',
      actions: ['sqs:GetQueueAttributes'],
      resources: [bulk.queue.queueArn, large.queue.queueArn],
    }),
    new PolicyStatement({
      sid: 'SeeExecutions',
      actions: ['states:DescribeExecution'],
      resources: [
        Stack.of(scope).formatArn({
          service: 'states',
          resource: 'execution',
          resourceName: `${runMachineName(scope, name)}:*`,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
    }),
  ];
}
