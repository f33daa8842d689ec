import { Aws } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { BucketSettings } from '#shared/domain/bucket/bucket-settings.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { allow } from '../permissions.ts';

/** What looks into a bucket. */
export interface BucketInspectionProps extends Pick<Configuration, 'logRetentionDays'> {
  readonly bucket: IBucket;
  readonly settings: BucketSettings;
}

/** What a function needs to know of the bucket that it inspects. */
export function inspectionEnvironment(bucket: IBucket, settings: BucketSettings): Record<string, string> {
  return {
    BUCKET_NAME: bucket.bucketName,
    ACCOUNT: Aws.ACCOUNT_ID,
    // The names of the clouds are its only part that grows; the worker's variables, which hold more of each, are limited.
    BUCKET_SETTINGS: JSON.stringify(settings),
  };
}

/** The right to read the settings of the bucket, and whether a key is missing. */
export function inspectionPermission(bucket: IBucket): PolicyStatement {
  return allow(
    'InspectBucket',
    [
      's3:ListBucket',
      's3:GetBucketVersioning',
      's3:GetLifecycleConfiguration',
      's3:GetBucketObjectLockConfiguration',
      's3:GetBucketPolicy',
      's3:GetEncryptionConfiguration',
      's3:GetBucketPublicAccessBlock',
      's3:GetBucketOwnershipControls',
    ],
    [bucket.bucketArn],
  );
}
