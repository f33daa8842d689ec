import { Aws } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { BucketSettings } from '#shared/domain/bucket/bucket-settings.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { allow } from '../permissions.ts';

/** What a function that inspects the bucket is made with. */
export interface BucketInspectionProps extends Pick<Configuration, 'logRetentionDays'> {
  readonly bucket: IBucket;
  readonly settings: BucketSettings;
}

/** The environment variables of a function that inspects the bucket. */
export function inspectionEnvironment(bucket: IBucket, settings: BucketSettings): Record<string, string> {
  return {
    BUCKET_NAME: bucket.bucketName,
    ACCOUNT: Aws.ACCOUNT_ID,
    // Only the names of the clouds make it grow; the worker's variables, which hold more of each cloud, are limited.
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
