import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { assumeRoleCredentials } from '../../local/ministack/assume-role-credentials.ts';
import { functionLogs } from '../../local/ministack/function-logs.ts';
import { rootClientConfig } from '../../local/ministack/root-client-config.ts';
import { deployedFunctions } from './stack/deployed-functions.ts';
import { DeployedStack } from './stack/deployed-stack.ts';
import { assertNoDifference, deploy, destroy } from './stack/deployment.ts';
import { randomImage } from './stack/random-image.ts';
import { SdkClient } from './stack/sdk-client.ts';
import { SPARE, sharedStack } from './stack/shared-stack.ts';

const CLOUD = SPARE;
const MARKER = `.wellknown/cloudinary/${CLOUD}`;
let shared: DeployedStack;
let sdk: SdkClient;
let lambda: LambdaClient;
let base: { stackName: string; terminationProtection: boolean; clouds: object };
let bucket: string;

beforeAll(async () => {
  shared = await sharedStack();
  const { cloudinary, miniStack } = shared.cloud;
  sdk = new SdkClient(cloudinary, CLOUD);
  lambda = new LambdaClient(rootClientConfig(miniStack));
  const ssm = new SSMClient(rootClientConfig(miniStack));
  const parameter = { Name: '/cloudinary-backup/adopting', Type: 'SecureString', Overwrite: true } as const;
  await ssm.send(new PutParameterCommand({ ...parameter, Value: cloudinary.cloudinaryUrl(CLOUD) }));
  ssm.destroy();
  const clouds = { [CLOUD]: { apiOrigin: cloudinary.origin, credentialsParameter: parameter.Name } };
  base = { stackName: 'Adopting', terminationProtection: false, clouds };
});
afterAll(() => lambda.destroy());

async function deployed(configuration: typeof base & { existingBucket?: string }) {
  return new DeployedStack({ ...shared.cloud, outputs: await deploy(shared.cloud.miniStack, configuration) });
}

/** Uploads an image, and gives its key in the bucket once it is there. */
async function backedUp(stack: DeployedStack, publicId: string): Promise<string> {
  const { version } = await sdk.upload(randomImage(), { public_id: publicId });
  await stack.settled();
  const key = `pipeline/res/${CLOUD}/image/upload/${publicId}/${version}.jpg`;
  expect(await stack.keys('pipeline/res/')).toContain(key);
  return key;
}

async function statements(): Promise<{ Sid: string }[]> {
  const { Policy = '' } = await shared.s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
  return JSON.parse(Policy).Statement;
}

const OURS = [
  ...[
    'EncryptedConnectionsOnly',
    'WriteOnce',
    'NoDeletion',
    'NoVersioningLifecycleOrObjectLock',
    'NoOtherEncryption',
    'NoBucketAcl',
  ],
  ...['CloudinaryReads', 'CloudinaryLists', 'CloudinaryKeepsItsBackup'],
];

/** What the check says of the bucket: lines of its log that are JSON. */
async function checked(stack: DeployedStack) {
  const since = new Date();
  const FunctionName = stack.output('BucketCheckFunctionName');
  const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName }));
  expect(FunctionError).toBeUndefined();
  // On a busy machine, the log may follow the answer.
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
  let stack: DeployedStack;
  let first: string;
  let second: string;

  test('is made by a stack, and is as it must be', async () => {
    stack = await deployed(base);
    bucket = stack.bucket;
    first = await backedUp(stack, 'adoption/first');
    expect(await checked(stack)).toMatchObject([{ message: 'the bucket is as it must be' }, { BucketViolations: 0 }]);
  });

  test('stays with all that it holds when its stack adopts it instead of owning it', async () => {
    stack = await deployed({ ...base, existingBucket: bucket });
    expect(stack.bucket).toBe(bucket);
    expect(await stack.keys('pipeline/res/')).toEqual([first]);
    expect((await statements()).map(({ Sid }) => Sid)).toEqual(OURS);
    expect(await checked(stack)).toMatchObject([{ message: 'the bucket is as it must be' }, { BucketViolations: 0 }]);
  });

  test('is configured by a role that touches no object, and no other bucket', async () => {
    const { miniStack } = shared.cloud;
    const adoption = (await deployedFunctions(stack)).find(({ FunctionName }) => FunctionName?.includes('Adoption'));
    const credentials = await assumeRoleCredentials(miniStack, adoption?.Role ?? '');
    const s3 = new S3Client({ ...rootClientConfig(miniStack), credentials, forcePathStyle: true });
    const Policy = '{"Version":"2012-10-17","Statement":[]}';
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    const outcomes = await Promise.allSettled([
      s3.send(new GetObjectCommand({ Bucket: bucket, Key: first })),
      s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: first })),
      s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket })),
      s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration })),
      s3.send(new PutBucketPolicyCommand({ Bucket: shared.bucket, Policy })),
    ]);
    for (const outcome of outcomes) expect(String(Object(outcome).reason)).toMatch(/AccessDenied|not authorized/);
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }))).Policy).toContain('WriteOnce');
    s3.destroy();
  });

  test('is missed by the check when somebody has taken its policy and its marker', async () => {
    await shared.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
    await shared.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: MARKER }));
    const lines = await checked(stack);
    expect(lines.map(({ found }) => found).filter(Boolean)).toEqual([
      ...OURS.map((sid) => `the statement ${sid} is missing`),
      `the marker of ${CLOUD} is missing`,
    ]);
    expect(lines.at(-1)).toMatchObject({ BucketViolations: OURS.length + 1 });
  });

  test('is guarded again by a new stack, with the statement that somebody else has put', async () => {
    await destroy(shared.cloud.miniStack, { ...base, existingBucket: bucket });
    const theirs = { Sid: 'Theirs', Effect: 'Deny', Principal: '*', Action: 's3:PutBucketLogging' };
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ ...theirs, Resource: `arn:aws:s3:::${bucket}` }],
    });
    await shared.s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
    stack = await deployed({ ...base, existingBucket: bucket });
    expect((await statements()).map(({ Sid }) => Sid)).toEqual([...OURS, 'Theirs']);
    expect(await stack.keys('.wellknown/')).toEqual([MARKER]);
    expect(await checked(stack)).toMatchObject([{ message: 'the bucket is as it must be' }, { BucketViolations: 0 }]);
    second = await backedUp(stack, 'adoption/second');
    expect(await stack.keys('pipeline/res/')).toEqual([first, second]);
  });

  test('deployed once more, nothing changes', async () => {
    await assertNoDifference(shared.cloud.miniStack, { ...base, existingBucket: bucket });
  });

  test('is not given up for one that Cloudinary would not take', async () => {
    const versioned = `versioned-${process.pid}`;
    await shared.s3.send(new CreateBucketCommand({ Bucket: versioned }));
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await shared.s3.send(new PutBucketVersioningCommand({ Bucket: versioned, VersioningConfiguration }));
    await expect(deploy(shared.cloud.miniStack, { ...base, existingBucket: versioned } as typeof base)).rejects.toThrow(
      /versioning is Enabled/,
    );
    const missing = shared.s3.send(new GetBucketPolicyCommand({ Bucket: versioned }));
    await expect(missing).rejects.toThrow(/policy does not exist/);
    await backedUp(stack, 'adoption/third');
  });

  test('is left as it is when its stack goes', async () => {
    const before = { statements: await statements(), keys: await stack.keys('') };
    await destroy(shared.cloud.miniStack, { ...base, existingBucket: bucket });
    expect({ statements: await statements(), keys: await stack.keys('') }).toEqual(before);
    expect(before.keys).toEqual(expect.arrayContaining([first, second, MARKER]));
    stack.close();
  });
});
