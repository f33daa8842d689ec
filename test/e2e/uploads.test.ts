import { createHash, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Environment } from '../../local/cloudinary/environment.ts';
import { revisionKey } from '../../shared/domain/bucket-layout.ts';
import type { DeployedStack } from './stack/deployed-stack.ts';
import { libraryDifferences } from './stack/library-differences.ts';
import { accountForRevisions, foreignObjects, hashObjects } from './stack/revision-faults.ts';
import { SdkClient } from './stack/sdk-client.ts';
import { sharedStack } from './stack/shared-stack.ts';

const CLOUD = 'library';
let stack: DeployedStack;
let environment: Environment;
let sdk: SdkClient;

beforeAll(async () => {
  stack = await sharedStack();
  environment = stack.cloud.cloudinary.environment(CLOUD);
  sdk = new SdkClient(stack.cloud.cloudinary, CLOUD);
});

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
const image = (bytes = 2000) => Buffer.concat([JPEG, randomBytes(bytes)]);
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

/** Uploads, waits, and gives the MD5 of what is in the bucket then, read by the key that the layout promises. */
const backedUp = async (bytes: Buffer, options: Record<string, unknown>) => {
  const { resource_type, type, public_id, version, format } = await sdk.upload(bytes, options);
  await stack.settled();
  const asset = { resource_type, type, public_id };
  const revision = { version, ...(resource_type !== 'raw' && { format }) };
  return md5((await stack.read(revisionKey(CLOUD, asset, revision))).bytes);
};

describe('an upload appears in the bucket, byte for byte', () => {
  test.each([
    ['an image', 'image', 'photos/plain', {}],
    ['a video', 'video', 'films/plain', { type: 'upload' }],
    ['a raw file', 'raw', 'exports/prices.csv', {}],
    ['a private image', 'image', 'photos/private', { type: 'private' }],
    ['an authenticated video', 'video', 'films/authenticated', { type: 'authenticated' }],
    ['an authenticated raw file', 'raw', 'exports/secret.bin.gz', { type: 'authenticated' }],
  ])('%s', async (_, resource_type, public_id, options) => {
    const bytes = image();
    expect(await backedUp(bytes, { resource_type, public_id, ...options })).toBe(md5(bytes));
  });
});

describe('all of it', () => {
  test('nothing is missing, nothing is foreign, and the journal tells the library', async () => {
    await stack.settled();
    const journal = await stack.journal(CLOUD);
    const objects = await hashObjects(stack, CLOUD);
    expect(accountForRevisions(environment.uploads, objects, journal).faults).toEqual([]);
    expect(foreignObjects(environment.uploads, objects)).toEqual([]);
    expect(libraryDifferences({ environment, journal })).toEqual([]);
    expect(await stack.deadLetterCount()).toBe(0);
  });
});
