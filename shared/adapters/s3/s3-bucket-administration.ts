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
  PutPublicAccessBlockCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { markerKey } from '../../domain/bucket/bucket-layout.ts';
import type { ObjectOwnership } from '../../domain/bucket/bucket-settings.ts';
import type { PolicyDocument } from '../../domain/bucket/policy-statement.ts';
import type { BucketAdministration, Whereabouts } from '../../usecases/bucket/bucket-administration.ts';
import { putMarker } from './put-marker.ts';
import { s3Failure } from './s3-failure.ts';

/** What S3 answers for a bucket of another region: a redirect, or that it does not understand the signature. */
const ANOTHER_REGION: ReadonlySet<number | undefined> = new Set([301, 307, 400]);

/** The answer of a call, `undefined` where S3 has an error for that there is none. */
async function orNone<Answer>(call: Promise<Answer>, none?: string): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === none) return undefined;
    throw s3Failure(error).error;
  }
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
      const { BucketRegion: region } = await this.#client.send(new HeadBucketCommand(this.#bucket));
      return region === undefined || region === (await this.#client.config.region()) ? 'here' : 'elsewhere';
    } catch (error) {
      const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
      if (ANOTHER_REGION.has(status)) return 'elsewhere';
      s3Failure(error).unlessNotFound();
      return 'nowhere';
    }
  }

  async versioning(): Promise<string | undefined> {
    const answer = await orNone(this.#client.send(new GetBucketVersioningCommand(this.#bucket)));
    return answer?.Status;
  }

  async lifecycleRules(): Promise<number> {
    const call = this.#client.send(new GetBucketLifecycleConfigurationCommand(this.#bucket));
    const answer = await orNone(call, 'NoSuchLifecycleConfiguration');
    return answer?.Rules?.length ?? 0;
  }

  async hasObjectLock(): Promise<boolean> {
    const call = this.#client.send(new GetObjectLockConfigurationCommand(this.#bucket));
    const answer = await orNone(call, 'ObjectLockConfigurationNotFoundError');
    return answer?.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled';
  }

  async policy(): Promise<PolicyDocument | undefined> {
    const answer = await orNone(this.#client.send(new GetBucketPolicyCommand(this.#bucket)), 'NoSuchBucketPolicy');
    if (answer?.Policy === undefined) return undefined;
    const document = JSON.parse(answer.Policy);
    // S3 has checked what it stores; a single statement may stand without a list.
    return { ...document, Statement: [document.Statement].flat() };
  }

  async encryption(): Promise<string | undefined> {
    const call = this.#client.send(new GetBucketEncryptionCommand(this.#bucket));
    const answer = await orNone(call, 'ServerSideEncryptionConfigurationNotFoundError');
    const [rule] = answer?.ServerSideEncryptionConfiguration?.Rules ?? [];
    return rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
  }

  async blocksPublicAccess(): Promise<boolean> {
    const call = this.#client.send(new GetPublicAccessBlockCommand(this.#bucket));
    const block = (await orNone(call, 'NoSuchPublicAccessBlockConfiguration'))?.PublicAccessBlockConfiguration;
    return [
      block?.BlockPublicAcls,
      block?.IgnorePublicAcls,
      block?.BlockPublicPolicy,
      block?.RestrictPublicBuckets,
    ].every((setting) => setting === true);
  }

  async objectOwnership(): Promise<string | undefined> {
    const call = this.#client.send(new GetBucketOwnershipControlsCommand(this.#bucket));
    const answer = await orNone(call, 'OwnershipControlsNotFoundError');
    return answer?.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
  }

  async hasMarker(cloud: string): Promise<boolean> {
    const command = new HeadObjectCommand({ ...this.#bucket, Key: markerKey(cloud) });
    return (await orNone(this.#client.send(command), 'NotFound')) !== undefined;
  }

  async putPolicy(policy: PolicyDocument): Promise<void> {
    await orNone(this.#client.send(new PutBucketPolicyCommand({ ...this.#bucket, Policy: JSON.stringify(policy) })));
  }

  async putEncryption(): Promise<void> {
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } as const }];
    const ServerSideEncryptionConfiguration = { Rules };
    await orNone(
      this.#client.send(new PutBucketEncryptionCommand({ ...this.#bucket, ServerSideEncryptionConfiguration })),
    );
  }

  async blockPublicAccess(): Promise<void> {
    const PublicAccessBlockConfiguration = {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    };
    await orNone(
      this.#client.send(new PutPublicAccessBlockCommand({ ...this.#bucket, PublicAccessBlockConfiguration })),
    );
  }

  async putObjectOwnership(ObjectOwnership: ObjectOwnership): Promise<void> {
    const OwnershipControls = { Rules: [{ ObjectOwnership }] };
    await orNone(this.#client.send(new PutBucketOwnershipControlsCommand({ ...this.#bucket, OwnershipControls })));
  }

  async putMarker(cloud: string): Promise<void> {
    await orNone(putMarker(this.#client, this.#bucket.Bucket, markerKey(cloud)));
  }
}
