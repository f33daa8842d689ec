import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import {
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bucketPolicy } from '../../../shared/domain/bucket/bucket-policy.ts';
import { captureOutput } from '../captured-output.ts';
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
const { handler } = await import('../../../functions/adoption/handler.ts');

const FOREIGN = { Sid: 'Theirs', Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 's3:GetObject' };
const s3 = mockClient(S3Client);
let output: ReturnType<typeof captureOutput>;
let server: Server;
let answers: unknown[] = [];

beforeEach(async () => {
  output = captureOutput();
  s3.reset();
  // A bucket that nobody has set up: SDK commands without an answer of their own give an empty one.
  s3.onAnyCommand().resolves({});
  s3.on(GetBucketPolicyCommand).resolves({ Policy: JSON.stringify({ Statement: [FOREIGN] }) });
  answers = [];
  server = createServer(async (request, response) => {
    answers.push(JSON.parse((await request.toArray()).join('')));
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  output.restore();
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

function event(RequestType: 'Create' | 'Update' | 'Delete'): CloudFormationCustomResourceEvent {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const common = {
    ServiceToken: 'arn:function',
    ResponseURL: `http://127.0.0.1:${address.port}/answer`,
    StackId: 'arn:stack',
    RequestId: 'request-1',
    LogicalResourceId: 'Adoption',
    ResourceType: 'Custom::AdoptedBucket',
    // Of somebody who calls the function: another bucket, another policy.
    ResourceProperties: { ServiceToken: 'arn:function', Bucket: 'another', Policy: [] },
  };
  if (RequestType === 'Create') return { ...common, RequestType };
  if (RequestType === 'Delete') return { ...common, RequestType, PhysicalResourceId: 'before' };
  return { ...common, RequestType, PhysicalResourceId: 'before', OldResourceProperties: common.ResourceProperties };
}

describe('adopting a bucket', () => {
  test.each(['Create', 'Update'] as const)('on %s, puts settings and policy, and no marker', async (type) => {
    await handler(event(type), lambdaContext());
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

  test('tells what it did, and whose statements it kept', async () => {
    await handler(event('Create'), lambdaContext());
    expect(output.lines()).toMatchObject([
      {
        message: 'bucket adopted',
        bucket: 'media-backup',
        repaired: expect.arrayContaining([
          'the statement WriteOnce is missing',
          'public access is not blocked entirely',
        ]),
        keptStatements: ['Theirs'],
      },
    ]);
  });

  test('refuses one that Cloudinary would not take, says why and what to do, and changes nothing', async () => {
    s3.on(GetBucketVersioningCommand).resolves({ Status: 'Enabled' });
    await handler(event('Create'), lambdaContext());
    expect(answers).toMatchObject([{ Status: 'FAILED', PhysicalResourceId: 'media-backup' }]);
    const { Reason } = answers[0] as { Reason: string }; // as the line above has seen
    expect(Reason).toContain('The bucket media-backup cannot be adopted: versioning is Enabled.');
    expect(Reason).toContain('Cloudinary forbids versioning');
    expect(Reason).toContain('Suspend versioning');
    expect(s3.calls().filter(({ args }) => args[0].constructor.name.startsWith('Put'))).toEqual([]);
  });

  test('refuses one whose settings it may not see', async () => {
    s3.on(GetPublicAccessBlockCommand).rejects(new Error('no network'));
    await handler(event('Create'), lambdaContext());
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: expect.stringContaining('S3 did not tell') }]);
  });

  test('tells what S3 refused to change', async () => {
    s3.on(PutBucketPolicyCommand).rejects(new Error('AccessDenied'));
    await handler(event('Create'), lambdaContext());
    expect(answers).toMatchObject([
      { Status: 'FAILED', Reason: 'The bucket media-backup could not be set up: S3 failed (Error).' },
    ]);
  });

  test('says who may put default encryption right on a bucket that has the policy already, and changes nothing', async () => {
    const [name, httpStatusCode] = ['AccessDenied', 403] as const;
    const denied = new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode } });
    s3.on(GetBucketPolicyCommand).resolves({ Policy: JSON.stringify({ Statement: bucketPolicy(SETTINGS) }) });
    s3.on(PutBucketEncryptionCommand).rejects(denied);
    await handler(event('Update'), lambdaContext());
    const { Status, Reason } = answers[0] as { Status: string; Reason: string }; // as the handler answers
    expect(Status).toBe('FAILED');
    expect(Reason).toContain('npm run cli -- bucket repair');
    const puts = s3.calls().map(({ args }) => args[0].constructor.name);
    expect(puts.filter((put) => put.startsWith('Put'))).toEqual(['PutBucketEncryptionCommand']);
  });

  test('refuses one whose policy would be longer than S3 takes, before it puts anything', async () => {
    const long = { ...FOREIGN, Resource: 'x'.repeat(20_000) };
    s3.on(GetBucketPolicyCommand).resolves({ Policy: JSON.stringify({ Statement: [long] }) });
    await handler(event('Create'), lambdaContext());
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: expect.stringContaining('more than 20,480 bytes') }]);
    expect(s3.calls().filter(({ args }) => args[0].constructor.name.startsWith('Put'))).toEqual([]);
  });

  test('tells so as well when what is thrown is no Error', async () => {
    const config = vi.spyOn(JSON, 'parse').mockImplementationOnce(() => {
      throw 'not an error'; // as code beyond our control may
    });
    await handler(event('Create'), lambdaContext());
    config.mockRestore();
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: expect.stringContaining('unknown error') }]);
  });

  test('on Delete, does nothing and says so at once', async () => {
    await handler(event('Delete'), lambdaContext());
    expect(s3.calls()).toEqual([]);
    expect(answers).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'before' }]);
  });

  test('looks at the bucket of its environment, whatever the event names', async () => {
    await handler(event('Update'), lambdaContext());
    expect(s3.commandCalls(HeadBucketCommand)[0]?.args[0].input.Bucket).toBe('media-backup');
  });
});
