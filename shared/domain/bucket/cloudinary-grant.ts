import { markerKey, NATIVE_BACKUP_PREFIX, PIPELINE_PREFIX } from './bucket-layout.ts';
import type { BucketSettings } from './bucket-settings.ts';
import type { PolicyStatement } from './policy-statement.ts';

/** Cloudinary's AWS account. Source: https://cloudinary.com/documentation/upload_parameters */
const CLOUDINARY = 'arn:aws:iam::232482882421:root';

function allow<Sid extends string>(Sid: Sid, Action: readonly string[], Resource: readonly string[]) {
  return { Sid, Effect: 'Allow', Principal: { AWS: CLOUDINARY }, Action, Resource } as const satisfies PolicyStatement;
}

/**
 * What Cloudinary's account may do. `restore`: read the markers and our revisions, so that an upload may name them as
 * its source. `backup`: in addition, list the bucket and keep its own backup under `res/`. It may never write or delete
 * under `pipeline/`. Cloudinary's guide grants the whole bucket; this project narrows the grant.
 *
 * The account serves all of Cloudinary's customers: the markers decide which of them it may act for.
 */
export function cloudinaryGrant({
  bucketArn,
  clouds,
  cloudinaryGrant: grant,
}: Pick<BucketSettings, 'bucketArn' | 'clouds' | 'cloudinaryGrant'>) {
  if (grant === 'none') return [];
  const readable = [...clouds.map(markerKey), `${PIPELINE_PREFIX}*`];
  const read = allow(
    'CloudinaryReads',
    ['s3:GetObject'],
    readable.map((key) => `${bucketArn}/${key}`),
  );
  if (grant === 'restore') return [read];
  return [
    read,
    // No condition on the prefix: without the right to list, S3 answers 403 instead of 404 for a missing key.
    allow('CloudinaryLists', ['s3:ListBucket'], [bucketArn]),
    allow(
      'CloudinaryKeepsItsBackup',
      ['s3:GetObject', 's3:GetObjectAcl', 's3:PutObject', 's3:PutObjectAcl', 's3:DeleteObject'],
      [`${bucketArn}/${NATIVE_BACKUP_PREFIX}*`],
    ),
  ];
}
