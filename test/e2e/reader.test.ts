import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assumeRoleCredentials } from '../../local/ministack/assume-role-credentials.ts';
import { rootClientConfig } from '../../local/ministack/root-client-config.ts';
import { later } from '../../shared/domain/text/instant.ts';
import type { DeployedStack } from './stack/deployed-stack.ts';
import { randomImage } from './stack/random-image.ts';
import { SdkClient } from './stack/sdk-client.ts';
import { sharedStack } from './stack/shared-stack.ts';

const CLOUD = 'roles';
const DENIED = /AccessDenied|not authorized|Access ?Denied/i;
let stack: DeployedStack;
let s3: S3Client;

/** A role that has the policy of the stack for readers, and nothing else. */
async function readerRoleArn(): Promise<string> {
  const client = new CloudFormationClient(rootClientConfig(stack.cloud.miniStack));
  // MiniStack does not know the condition `s3:prefix`, and so denies what AWS would allow: listing is allowed by hand
  // here. Which listings the condition lets through is evaluated in test/infra/reader-policy.test.ts.
  const listing = { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${stack.bucket}` };
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } };
  const role = {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
      ManagedPolicyArns: [stack.output('ReaderPolicyArn')],
      Policies: [{ PolicyName: 'listing', PolicyDocument: { Version: '2012-10-17', Statement: [listing] } }],
    },
  };
  const outputs = { Arn: { Value: { 'Fn::GetAtt': ['Reader', 'Arn'] } } };
  const TemplateBody = JSON.stringify({ Resources: { Reader: role }, Outputs: outputs });
  const StackName = 'Reader';
  await client.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }));
  await waitUntilStackCreateComplete({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { StackName });
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
  client.destroy();
  return Stacks?.[0]?.Outputs?.[0]?.OutputValue ?? '';
}

beforeAll(async () => {
  stack = await sharedStack();
  const { miniStack } = stack.cloud;
  const credentials = await assumeRoleCredentials(miniStack, await readerRoleArn());
  s3 = new S3Client({ ...rootClientConfig(miniStack), credentials, forcePathStyle: true });
});
afterAll(() => s3.destroy());

/** The bytes that a URL stands for, as ImageKit documents it: list the folder of the public_id, take the newest file. */
async function bytesAt(path: string): Promise<Uint8Array> {
  const folder = `pipeline/res/${CLOUD}/${path}/`;
  const list = new ListObjectsV2Command({ Bucket: stack.bucket, Prefix: folder, Delimiter: '/' });
  const { Contents = [] } = await s3.send(list);
  const newest = Contents.map(({ Key = '' }) => Key).reduce(later, '');
  const object = await s3.send(new GetObjectCommand({ Bucket: stack.bucket, Key: newest }));
  return (await object.Body?.transformToByteArray()) ?? new Uint8Array();
}

describe('somebody with the reader policy only', () => {
  const newest = { plain: randomImage(), odd: randomImage() };
  beforeAll(async () => {
    const sdk = new SdkClient(stack.cloud.cloudinary, CLOUD);
    await sdk.upload(randomImage(), { public_id: 'reader/plain' });
    await stack.settled();
    // The version is the second of the upload.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await sdk.upload(newest.plain, { public_id: 'reader/plain' });
    await sdk.upload(newest.odd, { public_id: 'reader/image+example' });
    await stack.settled();
  });

  test('gets the newest revision of an asset, byte by byte', async () => {
    const bytes = await bytesAt('image/upload/reader/plain');
    expect(Buffer.from(bytes).equals(newest.plain)).toBe(true);
  });

  test('finds special characters percent-encoded in the key', async () => {
    const bytes = await bytesAt('image/upload/reader/image%2Bexample');
    expect(Buffer.from(bytes).equals(newest.odd)).toBe(true);
  });

  test('reads nothing but revisions', async () => {
    const Bucket = stack.bucket;
    const [entry = ''] = await stack.keys(`pipeline/journal/${CLOUD}/`);
    expect(entry).not.toBe('');
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: entry }))).rejects.toThrow(DENIED);
    const marker = `.wellknown/cloudinary/${CLOUD}`;
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: marker }))).rejects.toThrow(DENIED);
  });

  test('writes and deletes nothing', async () => {
    const Bucket = stack.bucket;
    const Key = `pipeline/res/${CLOUD}/image/upload/reader/plain/1.jpg`;
    await expect(s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', IfNoneMatch: '*' }))).rejects.toThrow(DENIED);
    const [revision = ''] = await stack.keys(`pipeline/res/${CLOUD}/image/upload/reader/plain/`);
    await expect(s3.send(new DeleteObjectCommand({ Bucket, Key: revision }))).rejects.toThrow(DENIED);
    expect(await stack.keys(`pipeline/res/${CLOUD}/image/upload/reader/plain/`)).toHaveLength(2);
  });
});
