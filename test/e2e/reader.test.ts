import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import { rootClientConfig } from '#local/ministack/root-client-config.ts';
import { clientsOfRole, notDenied } from './stack/deployed-roles.ts';
import { randomImage } from './stack/random-image.ts';
import { sharedStack } from './stack/shared-stack.ts';

const CLOUD = 'roles';
const { stack, sdk } = await sharedStack(CLOUD);
const Bucket = stack.bucket;

/** A role that has only the stack's policy for readers. */
async function readerRoleArn(): Promise<string> {
  const client = new CloudFormationClient(rootClientConfig(stack.cloud.miniStack));
  // MiniStack does not know the condition `s3:prefix`, and denies what AWS would allow: here listing is allowed by hand.
  // test/infra/reader-policy.test.ts evaluates which listings the condition allows.
  const listing = { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${Bucket}` };
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

const { s3 } = await clientsOfRole(stack, await readerRoleArn());

function get(Key: string) {
  return s3.send(new GetObjectCommand({ Bucket, Key }));
}

/** The bytes of a URL, found as ImageKit documents it: list the folder of the public_id, and take the newest file. */
async function bytesAt(path: string): Promise<Uint8Array> {
  const folder = `pipeline/res/${CLOUD}/${path}/`;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: folder, Delimiter: '/' }));
  const newest = Contents.at(-1)?.Key ?? ''; // S3 lists in order
  return (await (await get(newest)).Body?.transformToByteArray()) ?? new Uint8Array();
}

describe('a role with only the reader policy', () => {
  const newest = { plain: randomImage(), odd: randomImage() };
  beforeAll(async () => {
    await sdk.uploadImage('reader/plain');
    await stack.idle();
    // The version is the second of the upload.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await sdk.upload(newest.plain, { public_id: 'reader/plain' });
    await sdk.upload(newest.odd, { public_id: 'reader/image+example' });
    await stack.idle();
  });

  test.each([
    ['the newest revision of an asset, byte for byte', 'plain', newest.plain],
    ['special characters percent-encoded in the key', 'image%2Bexample', newest.odd],
  ])('finds %s', async (_, file, bytes) => {
    expect(Buffer.from(await bytesAt(`image/upload/reader/${file}`)).equals(bytes)).toBe(true);
  });

  test('reads nothing but revisions, writes and deletes nothing', async () => {
    const folder = `pipeline/res/${CLOUD}/image/upload/reader/plain/`;
    const [entry = ''] = await stack.keys(`pipeline/journal/${CLOUD}/`);
    const [revision] = await stack.keys(folder);
    expect(entry).not.toBe('');
    const denied = await notDenied({
      journal: get(entry),
      marker: get(`.wellknown/cloudinary/${CLOUD}`),
      write: s3.send(new PutObjectCommand({ Bucket, Key: `${folder}1.jpg`, Body: 'x', IfNoneMatch: '*' })),
      delete: s3.send(new DeleteObjectCommand({ Bucket, Key: revision })),
    });
    expect(denied).toEqual([]);
    expect(await stack.keys(folder)).toHaveLength(2);
  });
});
