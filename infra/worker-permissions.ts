import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { JOURNAL_PREFIX, NATIVE_BACKUP_PREFIX, REVISIONS_PREFIX } from '../shared/domain/bucket/bucket-layout.ts';
import type { CloudConfigurations } from './configuration/cloud-settings.ts';
import { credentialsAccess } from './credentials-access.ts';
import { sendMessages } from './send-messages.ts';

export interface WorkerPermissionsProps {
  readonly clouds: CloudConfigurations;
  readonly bucket: IBucket;
  /** The queues that the function consumes. */
  readonly sources: readonly IQueue[];
  readonly largeQueue: IQueue;
}

/** What a worker may do: read and add, for its clouds only. Nothing here deletes or overwrites. */
export function workerPermissions(
  scope: Construct,
  { clouds, bucket, sources, largeQueue }: WorkerPermissionsProps,
): PolicyStatement[] {
  const names = Object.keys(clouds);
  const nativeBackups = names.filter((name) => clouds[name]?.nativeBackup);
  const written = names.flatMap((name) => [`${REVISIONS_PREFIX}${name}/*`, `${JOURNAL_PREFIX}${name}/*`]);
  const read = [...written, ...nativeBackups.map((name) => `${NATIVE_BACKUP_PREFIX}${name}/*`)];
  return [
    // Without a condition on the prefix, or S3 would answer 403 instead of 404 for a key that is missing.
    new PolicyStatement({ sid: 'ListBucket', actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
    new PolicyStatement({
      sid: 'ReadObjects',
      actions: ['s3:GetObject'],
      resources: read.map((key) => bucket.arnForObjects(key)),
    }),
    new PolicyStatement({
      sid: 'AddObjects',
      actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
      resources: written.map((key) => bucket.arnForObjects(key)),
    }),
    new PolicyStatement({
      sid: 'TakeJobs',
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
      resources: sources.map(({ queueArn }) => queueArn),
    }),
    sendMessages('HandOnLargeJobs', [largeQueue]),
    credentialsAccess(
      scope,
      Object.values(clouds).map(({ credentialsParameter }) => credentialsParameter),
    ),
  ];
}
