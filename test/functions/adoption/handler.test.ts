import {
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { bucketPolicy } from '#shared/domain/bucket/bucket-policy.ts';
import { useCapturedOutput } from '../captured-output.ts';
import { useCloudFormation } from '../custom-resource.ts';
import { lambdaContext } from '../lambda-context.ts';

const SETTINGS = vi.hoisted(() => {
  const settings = {
    bucketArn: 'arn:aws:s3:::media-backup',
    clouds: ['demo'],
    cloudinaryGrant: 'none',
    objectOwnership: 'BucketOwnerEnforced',
    adopted: true,
  } as const;
  const variables = { BUCKET_NAME: 'media-backup', ACCOUNT: '111122223333', BUCKET_SETTINGS: JSON.stringify(settings) };
  Object.assign(process.env, variables, { AWS_REGION: 'eu-west-1' });
  return settings;
});
const { handler } = await import('#functions/adoption/handler.ts');

const FOREIGN = { Sid: 'Theirs', Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 's3:GetObject' };
const s3 = mockClient(S3Client);
const output = useCapturedOutput();
const cloudFormation = useCloudFormation();
const { answers } = cloudFormation;

beforeEach(() => {
  s3.reset();
  // A bucket that no one has set up: SDK commands without an answer of their own get an empty one.
  s3.onAnyCommand().resolves({});
  s3.on(GetBucketPolicyCommand).resolves({ Policy: JSON.stringify({ Statement: [FOREIGN] }) });
});

function call(type: 'Create' | 'Update' | 'Delete') {
  // From a caller of the function: another bucket, another policy.
  return handler(cloudFormation.event(type, { Bucket: 'another', Policy: [] }, 'before'), lambdaContext());
}

function puts() {
  const names = s3.calls().map(({ args }) => args[0].constructor.name);
  return names.filter((name) => name.startsWith('Put'));
}

describe('adopting a bucket', () => {
  test.each(['Create', 'Update'] as const)('on %s, applies settings and policy, and no marker', async (type) => {
    await call(type);
    expect(answers).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'media-backup' }]);
    for (const command of [
      PutBucketEncryptionCommand,
      PutPublicAccessBlockCommand,
      PutBucketOwnershipControlsCommand,
    ]) {
      expect(s3.commandCalls(command as typeof PutBucketEncryptionCommand)).toHaveLength(1); // their inputs differ
    }
    const [put] = s3.commandCalls(PutBucketPolicyCommand);
    expect(put?.args[0].input).toMatchObject({ Bucket: 'media-backup', ExpectedBucketOwner: '111122223333' });
    expect(JSON.parse(put?.args[0].input.Policy ?? '')).toEqual({
      Version: '2012-10-17',
      Statement: [...bucketPolicy(SETTINGS), FOREIGN],
    });
    expect(s3.commandCalls(HeadObjectCommand)).toEqual([]);
  });

  test('logs what it did, and which foreign statements it kept', async () => {
    await call('Create');
    expect(output.lines()).toMatchObject([
      {
        message: 'existing bucket adopted',
        bucket: 'media-backup',
        repaired: expect.arrayContaining(['the statement WriteOnce is missing', 'public access is not fully blocked']),
        keptStatements: ['Theirs'],
      },
    ]);
  });

  test('refuses a bucket that Cloudinary would not accept, says why and what to do, and changes nothing', async () => {
    s3.on(GetBucketVersioningCommand).resolves({ Status: 'Enabled' });
    await call('Create');
    expect(answers).toMatchObject([{ Status: 'FAILED', PhysicalResourceId: 'media-backup' }]);
    expect(answers[0]?.Reason).toContain('The bucket media-backup cannot be adopted: versioning is enabled.');
    expect(answers[0]?.Reason).toContain('Cloudinary forbids versioning');
    expect(answers[0]?.Reason).toContain('Suspend versioning');
    expect(puts()).toEqual([]);
  });

  test('says what S3 refused to change', async () => {
    s3.on(PutBucketPolicyCommand).rejects(new Error('AccessDenied'));
    await call('Create');
    expect(answers).toMatchObject([
      {
        Status: 'FAILED',
        Reason: 'The bucket media-backup could not be set up: S3 failed: PutBucketPolicy on media-backup (Error).',
      },
    ]);
  });

  test('also fails if what is thrown is not an Error', async () => {
    const config = vi.spyOn(JSON, 'parse').mockImplementationOnce(() => {
      throw 'not an error'; // as code beyond our control may
    });
    await call('Create');
    config.mockRestore();
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: expect.stringContaining('unknown error') }]);
  });

  test('on Delete, does nothing and says so at once', async () => {
    await call('Delete');
    expect(s3.calls()).toEqual([]);
    expect(answers).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'before' }]);
  });
});
