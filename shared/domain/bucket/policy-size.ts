import type { PolicyDocument } from './policy-statement.ts';

/**
 * The longest policy that S3 takes, in bytes.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html
 */
export const MAX_POLICY_BYTES = 20 * 1024;

/** The length of a policy as it is sent, in bytes. */
export function policyBytes(policy: PolicyDocument): number {
  return Buffer.byteLength(JSON.stringify(policy));
}
