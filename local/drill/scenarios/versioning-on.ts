import { PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { rootClientConfig } from '../../ministack/root-client-config.ts';
import type { Scenario } from './scenario.ts';

/** Backups go on as if nothing had happened; Cloudinary's own would not. */
export const versioningOn: Scenario = {
  name: 'versioning-on',
  what: 'Somebody switches versioning on for the bucket, which Cloudinary forbids',
  alarms: ['BucketConditions'],
  break: async ({ cloud: { miniStack, outputs } }) => {
    const s3 = new S3Client({ ...rootClientConfig(miniStack), forcePathStyle: true });
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket: outputs['BucketName'], VersioningConfiguration }));
    s3.destroy();
  },
  mend: ({ runbook }) =>
    runbook.follow('bucket-conditions', 'cloudtrail', 'get-bucket-policy', 'put-bucket-versioning'),
};
