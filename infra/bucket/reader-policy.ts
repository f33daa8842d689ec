import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { REVISIONS_PREFIX } from '#shared/domain/bucket/bucket-layout.ts';
import { allow } from '../permissions.ts';

/**
 * A policy for those who read revisions from the bucket, like ImageKit's origin "Cloudinary Backup Bucket": it lists the
 * folder of a public_id, whose file names are versions, and gets an object from it. It allows neither the journal nor
 * Cloudinary's own backup, and no writing. It is attached to no one.
 *
 * Source: https://imagekit.io/docs/integration/cloudinary-backup-bucket
 */
export class ReaderPolicy extends ManagedPolicy {
  constructor(scope: Construct, id: string, bucket: IBucket) {
    super(scope, id, {
      description: 'Lists and reads the revisions in the backup bucket',
      statements: [
        new PolicyStatement({
          sid: 'ListRevisions',
          actions: ['s3:ListBucket'],
          resources: [bucket.bucketArn],
          conditions: { StringLike: { 's3:prefix': `${REVISIONS_PREFIX}*` } },
        }),
        allow('ReadRevisions', ['s3:GetObject'], [bucket.arnForObjects(`${REVISIONS_PREFIX}*`)]),
      ],
    });
  }
}
