import {
  CreateBucketCommand,
  DeleteBucketOwnershipControlsCommand,
  DeletePublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { s3BucketAdministration } from '#shared/adapters/s3/s3-bucket-administration.ts';
import { bucketPolicy } from '#shared/domain/bucket/bucket-policy.ts';
import type { BucketSettings } from '#shared/domain/bucket/bucket-settings.ts';
import { guardBucket } from '#shared/usecases/bucket/guard-bucket.ts';
import { inspectBucket } from '#shared/usecases/bucket/inspect-bucket.ts';
import { useMiniStack } from '../aws/mini-stack-clients.ts';

describe('on MiniStack', () => {
  let client: S3Client;
  let count = 0;
  let name: string;
  let bucket: ReturnType<typeof s3BucketAdministration>;
  let settings: BucketSettings;
  beforeAll(async () => {
    client = new S3Client({ ...(await useMiniStack(inject('awsEnvironment'))), forcePathStyle: true });
  });
  afterAll(() => client.destroy());
  beforeEach(async () => {
    count += 1;
    name = `administered-${process.pid}-${count}`;
    await client.send(new CreateBucketCommand({ Bucket: name }));
    bucket = s3BucketAdministration(client, name);
    settings = {
      bucketArn: `arn:aws:s3:::${name}`,
      clouds: ['demo'],
      cloudinaryGrant: 'backup',
      objectOwnership: 'BucketOwnerEnforced',
    };
  });

  test('a bucket is here, and one that was never created is nowhere', async () => {
    expect(await bucket.whereabouts()).toBe('here');
    expect(await s3BucketAdministration(client, `${name}-none`).whereabouts()).toBe('nowhere');
  });

  test('a bucket in another region is elsewhere', async () => {
    const abroad = `${name}-abroad`;
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-3' } as const;
    const there = new S3Client({
      ...(await useMiniStack(inject('awsEnvironment'))),
      region: 'eu-west-3',
      forcePathStyle: true,
    });
    await there.send(new CreateBucketCommand({ Bucket: abroad, CreateBucketConfiguration }));
    there.destroy();
    expect(await s3BucketAdministration(client, abroad).whereabouts()).toBe('elsewhere');
  });

  test('a new bucket has nothing that Cloudinary forbids', async () => {
    expect(await bucket.versioning()).toBeUndefined();
    expect(await bucket.lifecycleRules()).toBe(0);
    expect(await bucket.hasObjectLock()).toBe(false);
    expect(await bucket.policy()).toBeUndefined();
    expect(await bucket.hasMarker('demo')).toBe(false);
  });

  test('settings that others have made are read', async () => {
    const rule = { ID: 'away', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } } as const;
    await client.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket: name, LifecycleConfiguration: { Rules: [rule] } }),
    );
    const versioning = (Status: 'Enabled' | 'Suspended') =>
      client.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status } }));
    await versioning('Enabled');
    expect(await bucket.versioning()).toBe('Enabled');
    await client.send(
      new PutObjectLockConfigurationCommand({
        Bucket: name,
        ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' },
      }),
    );
    expect(await bucket.hasObjectLock()).toBe(true);
    expect(await bucket.lifecycleRules()).toBe(1);
  });

  test('settings that a stack puts are read back', async () => {
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } as const }];
    const encryption = { Bucket: name, ServerSideEncryptionConfiguration: { Rules } };
    await client.send(new PutBucketEncryptionCommand(encryption));
    expect(await bucket.encryption()).toBe('aws:kms');
    await bucket.putEncryption();
    expect(await bucket.encryption()).toBe('AES256');

    await client.send(new DeletePublicAccessBlockCommand({ Bucket: name }));
    expect(await bucket.blocksPublicAccess()).toBe(false);
    await bucket.blockPublicAccess();
    expect(await bucket.blocksPublicAccess()).toBe(true);

    await client.send(new DeleteBucketOwnershipControlsCommand({ Bucket: name }));
    expect(await bucket.objectOwnership()).toBeUndefined();
    await bucket.putObjectOwnership('BucketOwnerPreferred');
    expect(await bucket.objectOwnership()).toBe('BucketOwnerPreferred');

    await bucket.putMarker('demo');
    expect(await bucket.hasMarker('demo')).toBe(true);
  });

  test.each(['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'])(
    'three of the four settings do not block public access: without %s',
    async (missing) => {
      const all = {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      };
      const PublicAccessBlockConfiguration = { ...all, [missing]: false };
      await client.send(new PutPublicAccessBlockCommand({ Bucket: name, PublicAccessBlockConfiguration }));
      expect(await bucket.blocksPublicAccess()).toBe(false);
    },
  );

  test('a single statement in a policy is read as a list', async () => {
    const Statement = {
      Sid: 'One',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutBucketLogging',
      Resource: settings.bucketArn,
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await client.send(new PutBucketPolicyCommand({ Bucket: name, Policy }));
    expect(await bucket.policy()).toEqual({ Version: '2012-10-17', Statement: [Statement] });
  });

  test('a guarded bucket violates nothing', async () => {
    expect(await guardBucket(bucket, settings)).toMatchObject({ guarded: true });
    expect((await bucket.policy())?.Statement).toEqual(bucketPolicy(settings));
    expect(await inspectBucket(bucket, settings)).toEqual([]);
  });
});
