import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { markerKey } from '#shared/domain/bucket/bucket-layout.ts';
import type { BucketAdministration } from '#shared/usecases/bucket/bucket-administration.ts';
import { callS3, S3Error, undefinedIfMissing } from './call-s3.ts';

/** How S3 answers for a bucket in another region: with a redirect, or with a 400 for the signature's region. */
const ANOTHER_REGION: ReadonlySet<number | undefined> = new Set([301, 307, 400]);

const PUBLIC_ACCESS_BLOCKS = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const;

/** Turns S3's error for a missing setting into `undefined`, and rethrows any other. */
function undefinedIf(missing: string): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof S3Error && error.cause instanceof Error && error.cause.name === missing)) throw error;
  };
}

/** Puts an empty object. All markers are alike, so overwriting one changes nothing. */
export async function putMarker(client: S3Client, bucket: string, key: string): Promise<void> {
  await callS3(client, new PutObjectCommand({ Bucket: bucket, Key: key, Body: '' }));
}

/** A bucket in S3. With an account id, S3 refuses every call on a bucket that belongs to another account. */
export function s3BucketAdministration(client: S3Client, name: string, account?: string): BucketAdministration {
  const bucket = { Bucket: name, ...(account !== undefined && { ExpectedBucketOwner: account }) };
  return {
    whereabouts: async () => {
      try {
        const { BucketRegion: region } = await callS3(client, new HeadBucketCommand(bucket));
        return region === undefined || region === (await client.config.region()) ? 'here' : 'elsewhere';
      } catch (error) {
        if (error instanceof S3Error && ANOTHER_REGION.has(error.httpStatus)) return 'elsewhere';
        undefinedIfMissing(error);
        return 'nowhere';
      }
    },
    versioning: async () => (await callS3(client, new GetBucketVersioningCommand(bucket))).Status,
    lifecycleRules: async () => {
      const call = callS3(client, new GetBucketLifecycleConfigurationCommand(bucket));
      return (await call.catch(undefinedIf('NoSuchLifecycleConfiguration')))?.Rules?.length ?? 0;
    },
    hasObjectLock: async () => {
      const call = callS3(client, new GetObjectLockConfigurationCommand(bucket));
      const answer = await call.catch(undefinedIf('ObjectLockConfigurationNotFoundError'));
      return answer?.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled';
    },
    policy: async () => {
      const call = callS3(client, new GetBucketPolicyCommand(bucket));
      const answer = await call.catch(undefinedIf('NoSuchBucketPolicy'));
      if (answer?.Policy === undefined) return undefined;
      const document = JSON.parse(answer.Policy);
      // S3 has validated the policy. A single statement may stand outside an array.
      return { ...document, Statement: [document.Statement].flat() };
    },
    encryption: async () => {
      const call = callS3(client, new GetBucketEncryptionCommand(bucket));
      const answer = await call.catch(undefinedIf('ServerSideEncryptionConfigurationNotFoundError'));
      const [rule] = answer?.ServerSideEncryptionConfiguration?.Rules ?? [];
      return rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
    },
    blocksPublicAccess: async () => {
      const call = callS3(client, new GetPublicAccessBlockCommand(bucket));
      const answer = await call.catch(undefinedIf('NoSuchPublicAccessBlockConfiguration'));
      return PUBLIC_ACCESS_BLOCKS.every((setting) => answer?.PublicAccessBlockConfiguration?.[setting] === true);
    },
    objectOwnership: async () => {
      const call = callS3(client, new GetBucketOwnershipControlsCommand(bucket));
      const answer = await call.catch(undefinedIf('OwnershipControlsNotFoundError'));
      return answer?.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
    },
    hasMarker: async (cloud) => {
      const command = new HeadObjectCommand({ ...bucket, Key: markerKey(cloud) });
      return (await callS3(client, command).catch(undefinedIfMissing)) !== undefined;
    },
    putPolicy: async (policy) => {
      await callS3(client, new PutBucketPolicyCommand({ ...bucket, Policy: JSON.stringify(policy) }));
    },
    putEncryption: async () => {
      const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } as const }];
      const input = { ...bucket, ServerSideEncryptionConfiguration: { Rules } };
      await callS3(client, new PutBucketEncryptionCommand(input));
    },
    blockPublicAccess: async () => {
      const PublicAccessBlockConfiguration = Object.fromEntries(PUBLIC_ACCESS_BLOCKS.map((setting) => [setting, true]));
      await callS3(client, new PutPublicAccessBlockCommand({ ...bucket, PublicAccessBlockConfiguration }));
    },
    putObjectOwnership: async (ObjectOwnership) => {
      const input = { ...bucket, OwnershipControls: { Rules: [{ ObjectOwnership }] } };
      await callS3(client, new PutBucketOwnershipControlsCommand(input));
    },
    putMarker: (cloud) => putMarker(client, name, markerKey(cloud)),
  };
}
