import {
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { bucketPolicy } from '#shared/domain/bucket/bucket-policy.ts';
import { useCapturedOutput } from '../captured-output.ts';
import { lambdaContext } from '../lambda-context.ts';

const SETTINGS = vi.hoisted(() => {
  const settings = {
    bucketArn: 'arn:aws:s3:::media-backup',
    clouds: ['demo'],
    cloudinaryGrant: 'backup',
    objectOwnership: 'BucketOwnerPreferred',
    operatorRoleArn: 'arn:aws:iam::111122223333:role/operator',
    deploymentRoleArn: 'arn:aws:iam::111122223333:role/deployment',
  } as const;
  const variables = {
    BUCKET_NAME: 'media-backup',
    ACCOUNT: '111122223333',
    BUCKET_SETTINGS: JSON.stringify(settings),
    STACK_NAME: 'Media',
  };
  Object.assign(process.env, variables, { AWS_REGION: 'eu-west-1' });
  return settings;
});
const { handler } = await import('#functions/bucket-check/handler.ts');

const s3 = mockClient(S3Client);
const output = useCapturedOutput();

beforeEach(() => {
  s3.reset();
  s3.onAnyCommand().resolves({});
  s3.on(GetBucketPolicyCommand).resolves({ Policy: JSON.stringify({ Statement: bucketPolicy(SETTINGS) }) });
  s3.on(GetBucketEncryptionCommand).resolves({
    ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
  });
  s3.on(GetPublicAccessBlockCommand).resolves({
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
  });
  s3.on(GetBucketOwnershipControlsCommand).resolves({
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
  });
});

function published(count: number) {
  return {
    stack: 'Media',
    BucketViolations: count,
    _aws: {
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [
        {
          Namespace: 'CloudinaryBackup',
          Dimensions: [['stack']],
          Metrics: [{ Name: 'BucketViolations', Unit: 'Count' }],
        },
      ],
    },
  };
}

describe('the check', () => {
  test('publishes 0 for a bucket that meets every condition, so that silence means that it does not run', async () => {
    expect(await handler({}, lambdaContext())).toEqual({ violations: 0 });
    expect(output.lines()).toEqual([
      expect.objectContaining({ level: 'INFO', message: 'the bucket meets every condition', bucket: 'media-backup' }),
      published(0),
    ]);
  });

  test('logs each violation with what it means and what to do, and publishes their number', async () => {
    s3.on(GetBucketVersioningCommand).resolves({ Status: 'Enabled' });
    const denied = new S3ServiceException({
      name: 'AccessDenied',
      $fault: 'client',
      $metadata: { httpStatusCode: 403 },
    });
    s3.on(HeadObjectCommand).rejects(denied);
    expect(await handler({}, lambdaContext())).toEqual({ violations: 2 });
    expect(output.lines()).toEqual([
      expect.objectContaining({
        level: 'ERROR',
        message: 'the bucket violates a condition',
        bucket: 'media-backup',
        condition: 'versioning',
        found: 'versioning is enabled',
        unreadable: false,
        meaning: expect.stringContaining('Cloudinary forbids'),
        remedy: expect.stringContaining('Suspend versioning'),
      }),
      expect.objectContaining({ condition: 'marker', found: 'S3 did not say (access-denied)', unreadable: true }),
      published(2),
    ]);
  });

  test('changes nothing, whatever it finds', async () => {
    s3.on(GetBucketPolicyCommand).resolves({});
    await handler({}, lambdaContext());
    expect(output.lines().at(-1)).toEqual(published(bucketPolicy(SETTINGS).length));
    const names = s3.calls().map(({ args }) => args[0].constructor.name);
    expect(names.filter((name) => !/^(Get|Head)/.test(name))).toEqual([]);
  });
});
