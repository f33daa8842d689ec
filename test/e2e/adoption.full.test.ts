import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test, vi } from 'vitest';
import { functionLogs } from '#local/ministack/function-logs.ts';
import { rootClientConfig } from '#local/ministack/root-client-config.ts';
import { clientsOfRole, deployedFunctions, notDenied } from './stack/deployed-roles.ts';
import { assertNoDifference, type Configuration, deploy, destroy } from './stack/deployment.ts';
import { SPARE as CLOUD, sharedStack } from './stack/shared-stack.ts';

const MARKER = `.wellknown/cloudinary/${CLOUD}`;
const { stack: shared, cloudinary, sdk } = await sharedStack(CLOUD);
const lambda = new LambdaClient(rootClientConfig(shared.cloud.miniStack));
const own: Configuration = {
  stackName: 'Adopting',
  terminationProtection: false,
  clouds: { [CLOUD]: { apiOrigin: cloudinary.origin } },
};
let stack = await deploy(shared, own);
const { bucket } = stack;
const adopting = { ...own, existingBucket: bucket };

/** Uploads an image, and gives its key once it is in the bucket. */
async function backedUp(publicId: string): Promise<string> {
  const { version } = await sdk.uploadImage(publicId);
  await stack.idle();
  const key = `pipeline/res/${CLOUD}/image/upload/${publicId}/${version}.jpg`;
  expect(await stack.keys('pipeline/res/')).toContain(key);
  return key;
}

async function statements(): Promise<string[]> {
  const { Policy = '' } = await shared.s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
  return JSON.parse(Policy).Statement.map(({ Sid }: { Sid: string }) => Sid);
}

const OURS = [
  'EncryptedConnectionsOnly',
  'WriteOnce',
  'NoDeletion',
  'NoVersioningLifecycleOrObjectLock',
  'NoOtherEncryption',
  'NoBucketAcl',
  'CloudinaryReads',
  'CloudinaryLists',
  'CloudinaryKeepsItsBackup',
];
const IN_ORDER = [{ message: 'the bucket meets every condition' }, { BucketViolations: 0 }];

/** What the check reports about the bucket: the JSON lines of its log. */
async function checked() {
  const since = new Date();
  const FunctionName = stack.output('BucketCheckFunctionName');
  const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName }));
  expect(FunctionError).toBeUndefined();
  // On a busy machine, the log may arrive after the answer.
  return vi.waitFor(
    async () => {
      const events = await functionLogs(shared.cloud.miniStack, FunctionName, since);
      const lines = events.filter(({ message }) => message.startsWith('{')).map(({ message }) => JSON.parse(message));
      expect(lines.at(-1)).toHaveProperty('BucketViolations');
      return lines;
    },
    { timeout: 10_000, interval: 250 },
  );
}

describe('a bucket that outlives its stacks', () => {
  let first: string;
  let second: string;

  test('is created by a stack, and passes the check', async () => {
    first = await backedUp('adoption/first');
    expect(await checked()).toMatchObject(IN_ORDER);
  });

  test('keeps all its objects when its stack adopts it instead of owning it', async () => {
    stack = await deploy(shared, adopting);
    expect(stack.bucket).toBe(bucket);
    expect(await stack.keys('pipeline/res/')).toEqual([first]);
    expect(await statements()).toEqual(OURS);
    expect(await checked()).toMatchObject(IN_ORDER);
  });

  test('is configured by a role that touches no object, and no other bucket', async () => {
    const adoption = (await deployedFunctions(stack)).find(({ FunctionName }) => FunctionName?.includes('Adoption'));
    const { s3 } = await clientsOfRole(stack, adoption?.Role ?? '');
    const Policy = '{"Version":"2012-10-17","Statement":[]}';
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    const denied = await notDenied({
      read: s3.send(new GetObjectCommand({ Bucket: bucket, Key: first })),
      delete: s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: first })),
      'delete the policy': s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket })),
      version: s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration })),
      'another bucket': s3.send(new PutBucketPolicyCommand({ Bucket: shared.bucket, Policy })),
    });
    expect(denied).toEqual([]);
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }))).Policy).toContain('WriteOnce');
  });

  test('fails the check when its policy and its marker have been deleted', async () => {
    await shared.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
    await shared.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: MARKER }));
    const lines = await checked();
    expect(lines.map(({ found }) => found).filter(Boolean)).toEqual([
      ...OURS.map((sid) => `the statement ${sid} is missing`),
      `the marker of ${CLOUD} is missing`,
    ]);
    expect(lines.at(-1)).toMatchObject({ BucketViolations: OURS.length + 1 });
  });

  test('is protected again by a new stack, which keeps a statement of another owner', async () => {
    await destroy(shared, adopting);
    const theirs = { Sid: 'Theirs', Effect: 'Deny', Principal: '*', Action: 's3:PutBucketLogging' };
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ ...theirs, Resource: `arn:aws:s3:::${bucket}` }],
    });
    await shared.s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
    stack = await deploy(shared, adopting);
    expect(await statements()).toEqual([...OURS, 'Theirs']);
    expect(await stack.keys('.wellknown/')).toEqual([MARKER]);
    expect(await checked()).toMatchObject(IN_ORDER);
    second = await backedUp('adoption/second');
    expect(await stack.keys('pipeline/res/')).toEqual([first, second]);
  });

  test('does not change with another deployment', async () => {
    await assertNoDifference(shared, adopting);
  });

  test('is not replaced by one that Cloudinary would not accept', async () => {
    const versioned = `versioned-${process.pid}`;
    await shared.s3.send(new CreateBucketCommand({ Bucket: versioned }));
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await shared.s3.send(new PutBucketVersioningCommand({ Bucket: versioned, VersioningConfiguration }));
    const refused = deploy(shared, { ...own, existingBucket: versioned });
    await expect(refused).rejects.toThrow(/versioning is enabled/);
    const missing = shared.s3.send(new GetBucketPolicyCommand({ Bucket: versioned }));
    await expect(missing).rejects.toThrow(/policy does not exist/);
    await backedUp('adoption/third');
  });

  test('stays unchanged when its stack is destroyed', async () => {
    const before = { statements: await statements(), keys: await stack.keys('') };
    await destroy(shared, adopting);
    expect({ statements: await statements(), keys: await stack.keys('') }).toEqual(before);
    expect(before.keys).toEqual(expect.arrayContaining([first, second, MARKER]));
  });
});
