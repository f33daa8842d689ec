import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { JOURNAL_PREFIX, NATIVE_BACKUP_PREFIX, REVISIONS_PREFIX } from '#shared/domain/bucket/bucket-layout.ts';
import type { CloudConfigurations } from './configuration/cloud-settings.ts';
import { allow, credentialsAccess, sendMessages } from './permissions.ts';

export interface WorkerPermissionsProps {
  readonly clouds: CloudConfigurations;
  readonly bucket: IBucket;
  /** The queues that the function consumes. */
  readonly sources: readonly IQueue[];
  readonly largeQueue: IQueue;
}

/** What a worker may do: read and add objects, for its clouds only. Nothing here deletes or overwrites. */
export function workerPermissions(
  scope: Construct,
  { clouds, bucket, sources, largeQueue }: WorkerPermissionsProps,
): PolicyStatement[] {
  const objectsOf = (names: readonly string[], ...prefixes: readonly string[]) =>
    names.flatMap((name) => prefixes.map((prefix) => bucket.arnForObjects(`${prefix}${name}/*`)));
  const names = Object.keys(clouds);
  const written = objectsOf(names, REVISIONS_PREFIX, JOURNAL_PREFIX);
  const nativeBackups = names.filter((name) => clouds[name]?.nativeBackup);
  return [
    // Without a condition on the prefix, or S3 would answer 403 instead of 404 for a key that is missing.
    allow('ListBucket', ['s3:ListBucket'], [bucket.bucketArn]),
    allow('ReadObjects', ['s3:GetObject'], [...written, ...objectsOf(nativeBackups, NATIVE_BACKUP_PREFIX)]),
    allow('AddObjects', ['s3:PutObject', 's3:AbortMultipartUpload'], written),
    allow(
      'TakeJobs',
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
      sources.map(({ queueArn }) => queueArn),
    ),
    // Back to its own queues, jobs that have to wait; to the large queue, jobs that take longer.
    sendMessages('SendJobs', [...new Set([...sources, largeQueue])]),
    credentialsAccess(scope, clouds),
  ];
}
