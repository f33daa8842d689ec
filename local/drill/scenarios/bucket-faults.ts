import {
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import * as z from 'zod';
import { withRootClient } from '#local/ministack/root-client-config.ts';
import type { Scenario } from './scenario.ts';

const policySchema = z.looseObject({ Statement: z.array(z.record(z.string(), z.unknown())) });

/** No copy can be stored and no journal written: messages become dead letters. */
export const writesDenied: Scenario = {
  name: 'writes-denied',
  what: 'Someone edits the bucket policy: its statement WriteOnce denies every write',
  alarms: ['CopiesKeepFailing-drill', 'DeadLettersLive', 'BucketConditions'],
  break: ({ cloud: { miniStack, outputs } }) =>
    withRootClient(miniStack, S3Client, async (s3) => {
      const Bucket = outputs['BucketName'];
      const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
      const policy = policySchema.parse(JSON.parse(Policy));
      for (const statement of policy.Statement) if (statement['Sid'] === 'WriteOnce') delete statement['Condition'];
      await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policy) }));
    }),
  repair: async ({ runbook }) => {
    await runbook.follow('bucket-conditions', 'cloudtrail', 'bucket repair');
    await runbook.follow('dead-letters');
  },
};

/** Backups continue as if nothing had happened; Cloudinary's own backup would not. */
export const versioningOn: Scenario = {
  name: 'versioning-on',
  what: 'Someone enables versioning of the bucket, which Cloudinary forbids',
  alarms: ['BucketConditions'],
  break: async ({ cloud: { miniStack, outputs } }) => {
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    const command = new PutBucketVersioningCommand({ Bucket: outputs['BucketName'], VersioningConfiguration });
    await withRootClient(miniStack, S3Client, (s3) => s3.send(command));
  },
  repair: ({ runbook }) =>
    runbook.follow('bucket-conditions', 'cloudtrail', 'get-bucket-policy', 'put-bucket-versioning'),
};
