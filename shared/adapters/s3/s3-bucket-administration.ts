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
import { markerKey } from '../../domain/bucket/bucket-layout.ts';
import type { ObjectOwnership } from '../../domain/bucket/bucket-settings.ts';
import type { PolicyDocument } from '../../domain/bucket/policy-statement.ts';
import type { BucketAdministration, Whereabouts } from '../../usecases/bucket/bucket-administration.ts';
import { callS3, S3Error, undefinedIfMissing } from './call-s3.ts';

/** What S3 answers for a bucket of another region: a redirect, or that it does not understand the signature. */
const ANOTHER_REGION: ReadonlySet<number | undefined> = new Set([301, 307, 400]);

const PUBLIC_ACCESS_BLOCKS = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const;

/** For the failure of a call: `undefined` where it is S3's error for that there is none. */
function undefinedIf(none: string): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof S3Error && error.cause instanceof Error && error.cause.name === none)) throw error;
  };
}

/** Puts an empty object. Markers are all alike, so that writing one over another changes nothing. */
export async function putMarker(client: S3Client, bucket: string, key: string): Promise<void> {
  await callS3(client, new PutObjectCommand({ Bucket: bucket, Key: key, Body: '' }));
}

/** A bucket in S3. With the id of an account, S3 refuses every call on a bucket that belongs to another one. */
export class S3BucketAdministration implements BucketAdministration {
  readonly #client: S3Client;
  readonly #bucket: { readonly Bucket: string; readonly ExpectedBucketOwner?: string };

  constructor(client: S3Client, bucket: string, account?: string) {
    this.#client = client;
    this.#bucket = { Bucket: bucket, ...(account !== undefined && { ExpectedBucketOwner: account }) };
  }

  async whereabouts(): Promise<Whereabouts> {
    try {
      const { BucketRegion: region } = await callS3(this.#client, new HeadBucketCommand(this.#bucket));
      return region === undefined || region === (await this.#client.config.region()) ? 'here' : 'elsewhere';
    } catch (error) {
      if (error instanceof S3Error && ANOTHER_REGION.has(error.httpStatus)) return 'elsewhere';
      undefinedIfMissing(error);
      return 'nowhere';
    }
  }

  async versioning(): Promise<string | undefined> {
    return (await callS3(this.#client, new GetBucketVersioningCommand(this.#bucket))).Status;
  }

  async lifecycleRules(): Promise<number> {
    const call = callS3(this.#client, new GetBucketLifecycleConfigurationCommand(this.#bucket)).catch(
      undefinedIf('NoSuchLifecycleConfiguration'),
    );
    return (await call)?.Rules?.length ?? 0;
  }

  async hasObjectLock(): Promise<boolean> {
    const call = callS3(this.#client, new GetObjectLockConfigurationCommand(this.#bucket));
    const answer = await call.catch(undefinedIf('ObjectLockConfigurationNotFoundError'));
    return answer?.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled';
  }

  async policy(): Promise<PolicyDocument | undefined> {
    const call = callS3(this.#client, new GetBucketPolicyCommand(this.#bucket));
    const answer = await call.catch(undefinedIf('NoSuchBucketPolicy'));
    if (answer?.Policy === undefined) return undefined;
    const document = JSON.parse(answer.Policy);
    // S3 has checked what it stores; a single statement may stand without a list.
    return { ...document, Statement: [document.Statement].flat() };
  }

  async encryption(): Promise<string | undefined> {
    const call = callS3(this.#client, new GetBucketEncryptionCommand(this.#bucket));
    const answer = await call.catch(undefinedIf('ServerSideEncryptionConfigurationNotFoundError'));
    const [rule] = answer?.ServerSideEncryptionConfiguration?.Rules ?? [];
    return rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
  }

  async blocksPublicAccess(): Promise<boolean> {
    const call = callS3(this.#client, new GetPublicAccessBlockCommand(this.#bucket));
    const answer = await call.catch(undefinedIf('NoSuchPublicAccessBlockConfiguration'));
    const block = answer?.PublicAccessBlockConfiguration ?? {};
    return PUBLIC_ACCESS_BLOCKS.every((setting) => block[setting] === true);
  }

  async objectOwnership(): Promise<string | undefined> {
    const call = callS3(this.#client, new GetBucketOwnershipControlsCommand(this.#bucket));
    const answer = await call.catch(undefinedIf('OwnershipControlsNotFoundError'));
    return answer?.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
  }

  async hasMarker(cloud: string): Promise<boolean> {
    const command = new HeadObjectCommand({ ...this.#bucket, Key: markerKey(cloud) });
    return (await callS3(this.#client, command).catch(undefinedIfMissing)) !== undefined;
  }

  async putPolicy(policy: PolicyDocument): Promise<void> {
    const input = { ...this.#bucket, Policy: JSON.stringify(policy) };
    await callS3(this.#client, new PutBucketPolicyCommand(input));
  }

  async putEncryption(): Promise<void> {
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } as const }];
    const input = { ...this.#bucket, ServerSideEncryptionConfiguration: { Rules } };
    await callS3(this.#client, new PutBucketEncryptionCommand(input));
  }

  async blockPublicAccess(): Promise<void> {
    const PublicAccessBlockConfiguration = Object.fromEntries(PUBLIC_ACCESS_BLOCKS.map((setting) => [setting, true]));
    const input = { ...this.#bucket, PublicAccessBlockConfiguration };
    await callS3(this.#client, new PutPublicAccessBlockCommand(input));
  }

  async putObjectOwnership(ObjectOwnership: ObjectOwnership): Promise<void> {
    const input = { ...this.#bucket, OwnershipControls: { Rules: [{ ObjectOwnership }] } };
    await callS3(this.#client, new PutBucketOwnershipControlsCommand(input));
  }

  putMarker(cloud: string): Promise<void> {
    return putMarker(this.#client, this.#bucket.Bucket, markerKey(cloud));
  }
}
