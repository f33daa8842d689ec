import {
  AbortMultipartUploadCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assumeRoleCredentials } from '../../local/ministack/assume-role-credentials.ts';
import { rootClientConfig } from '../../local/ministack/root-client-config.ts';
import { functionRoleArn } from './stack/deployed-functions.ts';
import type { DeployedStack } from './stack/deployed-stack.ts';
import { sharedStack } from './stack/shared-stack.ts';

const DENIED = /AccessDenied|not authorized|Access ?Denied/i;
const REVISION = 'pipeline/res/roles/image/upload/of-the-roles/1.jpg';
let stack: DeployedStack;

beforeAll(async () => {
  stack = await sharedStack();
});

/** What somebody could do who got hold of a function's credentials. */
async function clientsOf(functionOutput: string) {
  const roleArn = await functionRoleArn(stack, stack.output(functionOutput));
  const credentials = await assumeRoleCredentials(stack.cloud.miniStack, roleArn);
  const config = { ...rootClientConfig(stack.cloud.miniStack), credentials };
  return {
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sqs: new SQSClient(config),
    ssm: new SSMClient(config),
  };
}

describe.each(['WorkerFunctionName', 'LargeWorkerFunctionName'])('the role of %s', (name) => {
  let clients: Awaited<ReturnType<typeof clientsOf>>;
  beforeAll(async () => {
    clients = await clientsOf(name);
  });
  afterAll(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  const put = (Key: string) =>
    clients.s3.send(new PutObjectCommand({ Bucket: stack.bucket, Key, Body: 'x', IfNoneMatch: '*' }));

  test('adds revisions of its clouds, and reads them', async () => {
    await put(`pipeline/res/roles/image/upload/${name}/1.jpg`).catch((error: Error) => expect(error).toBeUndefined());
    const get = new GetObjectCommand({ Bucket: stack.bucket, Key: `pipeline/res/roles/image/upload/${name}/1.jpg` });
    expect((await clients.s3.send(get)).ContentLength).toBe(1);
  });

  test.each([
    ['a revision of a cloud that is not configured', 'pipeline/res/unknown/image/upload/x/1.jpg'],
    ['a revision of a cloud whose name begins with that of one', 'pipeline/res/roles2/image/upload/x/1.jpg'],
    ['an inventory', 'pipeline/inventory/roles/manifest.json'],
    ['a marker', '.wellknown/cloudinary/roles'],
    ["Cloudinary's own backup", 'res/native/image/upload/x/1.jpg'],
    ['anything else', 'elsewhere'],
  ])('does not write %s', async (_, key) => {
    await expect(put(key)).rejects.toThrow(DENIED);
  });

  test('deletes and exposes nothing', async () => {
    const Bucket = stack.bucket;
    await stack.s3.send(new PutObjectCommand({ Bucket, Key: REVISION, Body: 'x' }));
    const attempts = [
      clients.s3.send(new DeleteObjectCommand({ Bucket, Key: REVISION })),
      clients.s3.send(new PutObjectAclCommand({ Bucket, Key: REVISION, ACL: 'public-read' })),
      clients.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '{"Version":"2012-10-17","Statement":[]}' })),
    ];
    for (const attempt of attempts) await expect(attempt).rejects.toThrow(DENIED);
    expect((await stack.read(REVISION)).bytes).toHaveLength(1);
  });

  test('reads the credentials of its clouds, and no other parameter', async () => {
    const read = (Name: string) => clients.ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
    expect((await read('/cloudinary-backup/roles')).Parameter?.Value).toContain('@roles');
    await expect(read('/cloudinary-backup/spare')).rejects.toThrow(DENIED);
    await expect(read('/another/secret')).rejects.toThrow(DENIED);
  });

  test('reads no dead letters, and sends to no queue but the large one', async () => {
    for (const queue of ['LiveDeadLetterQueueUrl', 'LargeDeadLetterQueueUrl']) {
      const receive = new ReceiveMessageCommand({ QueueUrl: stack.output(queue) });
      await expect(clients.sqs.send(receive)).rejects.toThrow(DENIED);
    }
    for (const queue of ['LiveQueueUrl', 'BulkQueueUrl', 'LiveDeadLetterQueueUrl']) {
      const send = new SendMessageCommand({ QueueUrl: stack.output(queue), MessageBody: '{}' });
      await expect(clients.sqs.send(send)).rejects.toThrow(DENIED);
    }
  });
});

describe('the role of the webhook', () => {
  let clients: Awaited<ReturnType<typeof clientsOf>>;
  beforeAll(async () => {
    clients = await clientsOf('WebhookFunctionName');
  });
  afterAll(() => {
    for (const client of Object.values(clients)) client.destroy();
  });

  test('has nothing to do with the bucket', async () => {
    const Bucket = stack.bucket;
    await stack.s3.send(new PutObjectCommand({ Bucket, Key: REVISION, Body: 'x' }));
    await expect(clients.s3.send(new GetObjectCommand({ Bucket, Key: REVISION }))).rejects.toThrow(DENIED);
    const put = new PutObjectCommand({ Bucket, Key: 'pipeline/res/roles/x', Body: 'x', IfNoneMatch: '*' });
    await expect(clients.s3.send(put)).rejects.toThrow(DENIED);
    const abort = new AbortMultipartUploadCommand({ Bucket, Key: 'pipeline/res/roles/x', UploadId: 'any' });
    await expect(clients.s3.send(abort)).rejects.toThrow(DENIED);
  });

  test('takes no message back', async () => {
    const receive = new ReceiveMessageCommand({ QueueUrl: stack.output('LiveQueueUrl') });
    await expect(clients.sqs.send(receive)).rejects.toThrow(DENIED);
    const send = new SendMessageCommand({ QueueUrl: stack.output('BulkQueueUrl'), MessageBody: '{}' });
    await expect(clients.sqs.send(send)).rejects.toThrow(DENIED);
  });

  test('reads no parameter but those of its clouds', async () => {
    const read = (Name: string) => clients.ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
    expect((await read('/cloudinary-backup/roles')).Parameter?.Value).toContain('@roles');
    await expect(read('/cloudinary-backup/spare')).rejects.toThrow(DENIED);
  });
});

describe('the role of the check of the bucket', () => {
  let clients: Awaited<ReturnType<typeof clientsOf>>;
  beforeAll(async () => {
    clients = await clientsOf('BucketCheckFunctionName');
  });
  afterAll(() => {
    for (const client of Object.values(clients)) client.destroy();
  });

  test('sees the settings and the markers, and no revision', async () => {
    const Bucket = stack.bucket;
    await stack.s3.send(new PutObjectCommand({ Bucket, Key: REVISION, Body: 'x' }));
    expect((await clients.s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toContain('WriteOnce');
    const marker = new GetObjectCommand({ Bucket, Key: '.wellknown/cloudinary/roles' });
    expect((await clients.s3.send(marker)).ContentLength).toBe(0);
    await expect(clients.s3.send(new GetObjectCommand({ Bucket, Key: REVISION }))).rejects.toThrow(DENIED);
  });

  test('changes nothing', async () => {
    const Bucket = stack.bucket;
    const Key = '.wellknown/cloudinary/roles';
    const Policy = '{"Version":"2012-10-17","Statement":[]}';
    const attempts = [
      clients.s3.send(new PutBucketPolicyCommand({ Bucket, Policy })),
      clients.s3.send(new DeleteBucketPolicyCommand({ Bucket })),
      clients.s3.send(new DeletePublicAccessBlockCommand({ Bucket })),
      clients.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })),
      clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: '' })),
      clients.s3.send(new DeleteObjectCommand({ Bucket, Key })),
      clients.s3.send(new DeleteObjectCommand({ Bucket, Key: REVISION })),
    ];
    const outcomes = await Promise.allSettled(attempts);
    for (const outcome of outcomes) expect(String(Object(outcome).reason)).toMatch(DENIED);
  });

  test('has nothing to do with queues and credentials', async () => {
    const receive = new ReceiveMessageCommand({ QueueUrl: stack.output('LiveQueueUrl') });
    await expect(clients.sqs.send(receive)).rejects.toThrow(DENIED);
    const read = new GetParameterCommand({ Name: '/cloudinary-backup/roles', WithDecryption: true });
    await expect(clients.ssm.send(read)).rejects.toThrow(DENIED);
  });
});
