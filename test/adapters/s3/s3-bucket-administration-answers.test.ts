import {
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { s3Client } from '#shared/adapters/aws/function-clients.ts';
import { s3BucketAdministration } from '#shared/adapters/s3/s3-bucket-administration.ts';

describe('an answer of S3', () => {
  const s3 = mockClient(S3Client);
  const bucket = () => s3BucketAdministration(s3Client(), 'backup', '111122223333');
  const refused = (name: string, httpStatusCode: number) =>
    new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode }, message: name });
  beforeEach(() => {
    process.env['AWS_REGION'] = 'eu-west-1';
    s3.reset();
  });
  afterEach(() => {
    delete process.env['AWS_REGION'];
  });

  test.each([
    [301, 'elsewhere'],
    [400, 'elsewhere'],
    [404, 'nowhere'],
  ])('with HTTP %i means that the bucket is %s', async (status, whereabouts) => {
    s3.on(HeadBucketCommand).rejects(refused('x', status));
    expect(await bucket().whereabouts()).toBe(whereabouts);
  });

  test.each([
    ['eu-west-1', 'here'],
    ['us-east-1', 'elsewhere'],
    [undefined, 'here'],
  ])('with the region %s means that the bucket is %s', async (BucketRegion, whereabouts) => {
    s3.on(HeadBucketCommand).resolves(BucketRegion === undefined ? {} : { BucketRegion });
    expect(await bucket().whereabouts()).toBe(whereabouts);
  });

  test('may say that there is no default encryption; any other error is thrown', async () => {
    s3.on(GetBucketEncryptionCommand).rejects(refused('ServerSideEncryptionConfigurationNotFoundError', 404));
    expect(await bucket().encryption()).toBeUndefined();
    s3.on(GetBucketEncryptionCommand).rejects(refused('NoSuchBucket', 404));
    await expect(bucket().encryption()).rejects.toMatchObject({ code: 'storage-failed' });
  });

  test('is asked for with the expected account in every call', async () => {
    s3.on(HeadBucketCommand).resolves({});
    s3.on(GetBucketVersioningCommand).resolves({});
    await bucket().whereabouts();
    await bucket().versioning();
    for (const { args } of s3.calls()) {
      expect(args[0].input).toEqual({ Bucket: 'backup', ExpectedBucketOwner: '111122223333' });
    }
  });
});
