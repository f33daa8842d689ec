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
} from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { clientsOfFunction, notDenied } from './stack/deployed-roles.ts';
import { sharedStack } from './stack/shared-stack.ts';

const { stack } = await sharedStack('roles');
const Bucket = stack.bucket;
const REVISION = 'pipeline/res/roles/image/upload/of-the-roles/1.jpg';
const MARKER = '.wellknown/cloudinary/roles';
const OWN_PARAMETER = '/cloudinary-backup/roles';
await stack.s3.send(new PutObjectCommand({ Bucket, Key: REVISION, Body: 'x' }));

/** A job that asks for nothing. */
const NO_WORK = JSON.stringify({ v: 1, job: 'record', cloud: 'roles', at: '2026-11-20T09:15:32.418220Z', entries: [] });

/** What an intruder with the role of a function may try. */
async function attemptsOf(functionOutput: string) {
  const { s3, sqs, ssm } = await clientsOfFunction(stack, stack.output(functionOutput));
  return {
    s3,
    put: (Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', IfNoneMatch: '*' })),
    get: (Key: string) => s3.send(new GetObjectCommand({ Bucket, Key })),
    putPolicy: () => s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '{"Version":"2012-10-17","Statement":[]}' })),
    receive: (queue: string) => sqs.send(new ReceiveMessageCommand({ QueueUrl: stack.output(queue) })),
    send: (queue: string) => sqs.send(new SendMessageCommand({ QueueUrl: stack.output(queue), MessageBody: NO_WORK })),
    parameter: (Name: string) => ssm.send(new GetParameterCommand({ Name, WithDecryption: true })),
  };
}

describe.each([
  ['WorkerFunctionName', ['Live', 'Bulk', 'Large']],
  ['LargeWorkerFunctionName', ['Large']],
])('the role of %s', async (name, consumed) => {
  const { s3, put, get, putPolicy, receive, send, parameter } = await attemptsOf(name);

  test('can add revisions of its clouds, and read them', async () => {
    const key = `pipeline/res/roles/image/upload/${name}/1.jpg`;
    await put(key);
    expect((await get(key)).ContentLength).toBe(1);
  });

  test('cannot write anything else', async () => {
    const denied = await notDenied({
      'a revision of a cloud that is not configured': put('pipeline/res/unknown/image/upload/x/1.jpg'),
      'a revision of a cloud whose name begins with that of one': put('pipeline/res/roles2/image/upload/x/1.jpg'),
      'an inventory': put('pipeline/inventory/roles/manifest.json'),
      'a marker': put(MARKER),
      "Cloudinary's own backup": put('res/native/image/upload/x/1.jpg'),
      'anything else': put('elsewhere'),
    });
    expect(denied).toEqual([]);
  });

  test('cannot delete or expose anything', async () => {
    const denied = await notDenied({
      delete: s3.send(new DeleteObjectCommand({ Bucket, Key: REVISION })),
      expose: s3.send(new PutObjectAclCommand({ Bucket, Key: REVISION, ACL: 'public-read' })),
      policy: putPolicy(),
    });
    expect(denied).toEqual([]);
    expect((await stack.read(REVISION)).bytes).toHaveLength(1);
  });

  test('can read the credentials of its clouds, but no other parameter', async () => {
    expect((await parameter(OWN_PARAMETER)).Parameter?.Value).toContain('@roles');
    const denied = await notDenied({
      spare: parameter('/cloudinary-backup/spare'),
      other: parameter('/another/secret'),
    });
    expect(denied).toEqual([]);
  });

  test('cannot read dead letters, and can send only to the queues that it reads, and to the large one', async () => {
    for (const queue of consumed) await send(`${queue}QueueUrl`);
    const others = ['Live', 'Bulk', 'Large'].filter((queue) => !consumed.includes(queue));
    const denied = await notDenied({
      'live dead letters': receive('LiveDeadLetterQueueUrl'),
      'large dead letters': receive('LargeDeadLetterQueueUrl'),
      ...Object.fromEntries(others.map((queue) => [`to ${queue}`, send(`${queue}QueueUrl`)])),
      'to live dead letters': send('LiveDeadLetterQueueUrl'),
      'what was set aside': receive('SetAsideQueueUrl'),
      'to the set-aside queue': send('SetAsideQueueUrl'),
    });
    expect(denied).toEqual([]);
  });
});

describe('the role of the webhook', async () => {
  const { s3, put, get, receive, send, parameter } = await attemptsOf('WebhookFunctionName');

  test('cannot use the bucket, receive messages, or send to the bulk queue', async () => {
    const Key = 'pipeline/res/roles/x';
    const denied = await notDenied({
      read: get(REVISION),
      write: put(Key),
      abort: s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: 'any' })),
      receive: receive('LiveQueueUrl'),
      'to bulk': send('BulkQueueUrl'),
      'to live dead letters': send('LiveDeadLetterQueueUrl'),
      'what was set aside': receive('SetAsideQueueUrl'),
    });
    expect(denied).toEqual([]);
  });

  test('can read only the parameters of its clouds', async () => {
    expect((await parameter(OWN_PARAMETER)).Parameter?.Value).toContain('@roles');
    expect(await notDenied({ spare: parameter('/cloudinary-backup/spare') })).toEqual([]);
  });
});

describe('the role of the check of the bucket', async () => {
  const { s3, put, get, putPolicy, receive, parameter } = await attemptsOf('BucketCheckFunctionName');

  test('can read the settings and the markers, but no revision', async () => {
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toContain('WriteOnce');
    expect((await get(MARKER)).ContentLength).toBe(0);
    expect(await notDenied({ revision: get(REVISION) })).toEqual([]);
  });

  test('cannot change anything, or use queues and credentials', async () => {
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    const denied = await notDenied({
      'put the policy': putPolicy(),
      'delete the policy': s3.send(new DeleteBucketPolicyCommand({ Bucket })),
      'open the bucket': s3.send(new DeletePublicAccessBlockCommand({ Bucket })),
      'version the bucket': s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration })),
      'put a marker': put(MARKER),
      'delete a marker': s3.send(new DeleteObjectCommand({ Bucket, Key: MARKER })),
      'delete a revision': s3.send(new DeleteObjectCommand({ Bucket, Key: REVISION })),
      receive: receive('LiveQueueUrl'),
      'read credentials': parameter(OWN_PARAMETER),
    });
    expect(denied).toEqual([]);
  });
});
