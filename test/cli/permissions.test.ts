import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, expect, test, vi } from 'vitest';
import { PERMISSIONS } from '#docs/generator/permissions.ts';
import { SmallStack } from './small-stack.ts';
import { outputs, RUNS_TEMPLATE } from './templates.ts';

const CLIENTS = {
  cloudformation: CloudFormationClient,
  lambda: LambdaClient,
  s3: S3Client,
  sqs: SQSClient,
  states: SFNClient,
};

/**
 * Operations whose action has another name.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
const ACTIONS: Readonly<Record<string, string>> = {
  Invoke: 'InvokeFunction',
  HeadBucket: 'ListBucket',
  HeadObject: 'GetObject',
  ListObjectsV2: 'ListBucket',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
};

/** The actions of the requests that commands send from now on. */
function recordActions(): ReadonlySet<string> {
  const actions = new Set<string>();
  for (const [service, { prototype }] of Object.entries(CLIENTS)) {
    const send = prototype.send;
    vi.spyOn(prototype, 'send').mockImplementation(function (this: typeof prototype, command: object, ...rest: []) {
      const operation = command.constructor.name.replace(/Command$/, '').replace(/Batch$/, '');
      actions.add(`${service}:${ACTIONS[operation] ?? operation}`);
      return Reflect.apply(send, this, [command, ...rest]);
    });
  }
  return actions;
}

function permitted(commands: readonly string[]): readonly string[] {
  const rows = ['every command', ...commands].flatMap((command) => PERMISSIONS[command] ?? []);
  return [...new Set(rows.flatMap(({ actions }) => actions))].toSorted();
}

const JOB = JSON.stringify({ v: 1, job: 'reread', cloud: 'demo', at: '2026-11-20T09:15:32.000000Z' });
const BUCKET_SETTINGS = JSON.stringify({
  bucketArn: 'arn:aws:s3:::bucket',
  cloudinaryGrant: 'backup',
  objectOwnership: 'BucketOwnerEnforced',
});

let stack: SmallStack;
beforeEach(async () => {
  stack = await SmallStack.deploy({
    ...RUNS_TEMPLATE,
    Outputs: { ...RUNS_TEMPLATE.Outputs, ...outputs({ BucketSettings: BUCKET_SETTINGS }) },
  });
  return () => vi.restoreAllMocks();
});

/** `unused`: what a command needs in other situations. */
test.each([
  { commands: ['backup'], args: ['--cloud', 'demo', '--yes'], unused: ['sqs:GetQueueAttributes'] },
  { commands: ['verify'], args: ['--cloud', 'demo'], unused: [] },
  { commands: ['status'], args: [], unused: ['s3:GetObject', 'states:DescribeExecution'] },
  { commands: ['redrive'], args: ['live'], unused: [] },
  { commands: ['bucket check'], args: [], unused: [] },
  {
    commands: ['bucket repair', 'bucket check'],
    args: [],
    unused: ['s3:PutBucketOwnershipControls', 's3:PutBucketPublicAccessBlock', 's3:PutEncryptionConfiguration'],
  },
])('$commands.0 calls what the table permits, and nothing else', async ({ commands, args, unused }) => {
  await stack.send('LiveDeadLetterQueueUrl', JOB, 'not a job');
  const actions = recordActions();
  await stack.cli(...(commands[0] ?? '').split(' '), ...args);
  expect([...actions, ...unused].toSorted()).toEqual(permitted(commands));
});
