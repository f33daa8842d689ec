import { GetBucketPolicyCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { rootClientConfig } from '../../ministack/root-client-config.ts';
import type { LocalCloud } from '../../start-local-cloud.ts';

const policySchema = z.looseObject({ Statement: z.array(z.record(z.string(), z.unknown())) });

/** The statements of a policy. */
export type Statements = z.output<typeof policySchema>['Statement'];

/** Changes the policy of the bucket, as an administrator of the account may. */
export async function changeBucketPolicy(
  { miniStack, outputs }: Pick<LocalCloud, 'miniStack' | 'outputs'>,
  change: (statements: Statements) => Statements,
): Promise<void> {
  const s3 = new S3Client({ ...rootClientConfig(miniStack), forcePathStyle: true });
  const Bucket = outputs['BucketName'];
  const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
  const policy = policySchema.parse(JSON.parse(Policy));
  const changed = { ...policy, Statement: change(policy.Statement) };
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(changed) }));
  s3.destroy();
}
