import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UploadApiResponse } from 'cloudinary';
import { afterAll, describe, expect, test } from 'vitest';
import { revisionFolders, revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import { md5 } from '../doubles/byte-sources.ts';
import { backupProblems } from './stack/backup-problems.ts';
import { randomImage } from './stack/random-image.ts';
import { sharedStack } from './stack/shared-stack.ts';

const CLOUD = 'library';
const { stack, cloudinary, sdk } = await sharedStack(CLOUD);
cloudinary.behaviour.lenientPublicIds = true;
afterAll(() => {
  cloudinary.behaviour.lenientPublicIds = false;
});

function keyOf({ resource_type, type, public_id, version, format }: UploadApiResponse) {
  return revisionKey(
    CLOUD,
    { resource_type, type, public_id },
    { version, ...(resource_type !== 'raw' && { format }) },
  );
}

/** The MD5 of what is in the bucket under the key that the layout promises, once all is worked off. */
async function storedMd5(uploaded: UploadApiResponse): Promise<string> {
  await stack.settled();
  return stack.md5(keyOf(uploaded));
}

describe('an upload appears in the bucket, byte for byte', () => {
  test.each([
    ['an image', { resource_type: 'image', public_id: 'photos/plain' }],
    ['a video', { resource_type: 'video', public_id: 'films/plain' }],
    ['a raw file', { resource_type: 'raw', public_id: 'exports/prices.csv' }],
    ['a private image', { resource_type: 'image', type: 'private', public_id: 'photos/private' }],
    ['an authenticated video', { resource_type: 'video', type: 'authenticated', public_id: 'films/authenticated' }],
    ['an authenticated raw file', { resource_type: 'raw', type: 'authenticated', public_id: 'exports/prices.csv' }],
  ] as const)('%s', async (_, options) => {
    const bytes = randomImage();
    expect(await storedMd5(await sdk.upload(bytes, options))).toBe(md5(bytes));
  });

  test('an image that has a notification_url of its own', async () => {
    const elsewhere = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const { port } = elsewhere.address() as AddressInfo; // it listens on TCP
    const notification_url = `http://127.0.0.1:${port}/`;
    const uploaded = await sdk.uploadImage('told/elsewhere', { notification_url });
    expect(await storedMd5(uploaded)).toBe(uploaded.etag);
    elsewhere.close();
  });

  test('a video uploaded in parts, too long to be held in memory', async () => {
    const bytes = randomImage(12 * 1024 * 1024);
    const uploaded = await sdk.uploadInParts(bytes, { resource_type: 'video', public_id: 'films/long' });
    expect(await storedMd5(uploaded)).toBe(md5(bytes));
  });
});

describe('whatever its public_id', () => {
  const ODD = [
    ['with characters of their own in URLs', 'a b+c,d~e/(1) 100% & ?#'],
    ['in other alphabets', 'café/日本語/😀/e\u0301'],
    ['with dots for segments', '../../etc/./passwd/..'],
    ['with control characters', 'tab\tnew\u0001line\u007f\u0085end'],
    ['with empty segments', '//double//slash//'],
    ['called as a property of objects is', '__proto__'],
    ['of 4,000 bytes', `long/${'日'.repeat(1332)}`],
    ['of 4,000 bytes that differ in the last only', `long/${'日'.repeat(1331)}x`],
    ['with a lone surrogate escaped', 'not-a-\\ud800-surrogate'],
  ] as const;

  test('all appear', async () => {
    const uploads = await Promise.all(
      ODD.map(async ([, public_id]) => {
        const bytes = randomImage();
        return { bytes, uploaded: await sdk.upload(bytes, { resource_type: 'raw', public_id }) };
      }),
    );
    await stack.settled();
    const stored = await Promise.all(uploads.map(({ uploaded }) => storedMd5(uploaded)));
    expect(stored).toEqual(uploads.map(({ bytes }) => md5(bytes)));
    expect(new Set(uploads.map(({ uploaded }) => keyOf(uploaded))).size).toBe(ODD.length);
  });

  test('one is the prefix of another, which looks like a revision of it', async () => {
    const first = await sdk.uploadImage('prefix');
    const second = await sdk.uploadImage(`prefix/${first.version}.jpg`);
    expect(await storedMd5(first)).toBe(first.etag);
    expect(await storedMd5(second)).toBe(second.etag);
  });
});

describe('an overwritten asset', () => {
  test('keeps each revision that was there for long enough to be copied', async () => {
    const etags: string[] = [];
    let last: UploadApiResponse | undefined;
    for (let round = 0; round < 3; round++) {
      last = await sdk.uploadImage('overwritten');
      etags.push(last.etag);
      await stack.settled();
      await sleep(1000 - (Date.now() % 1000)); // a version is a whole second
    }
    const [folder = ''] = revisionFolders(CLOUD, { resource_type: 'image', type: 'upload', public_id: 'overwritten' });
    const keys = await stack.keys(folder);
    const stored = await Promise.all(keys.map((key) => stack.md5(key)));
    expect(stored.toSorted()).toEqual(etags.toSorted());
  });

  test('keeps both of two revisions of one second', async () => {
    await sleep(1000 - (Date.now() % 1000));
    const first = await sdk.uploadImage('twice');
    await stack.settled();
    const second = await sdk.uploadImage('twice');
    await stack.settled();
    const key = keyOf(first);
    const other = second.version === first.version ? key.replace(/\.jpg$/, `-${second.etag}.jpg`) : keyOf(second);
    expect(await stack.md5(key)).toBe(first.etag);
    expect(await stack.md5(other)).toBe(second.etag);
  });

  test('loses, with proof, what was replaced before anyone could copy it', async () => {
    cloudinary.notifications.hold();
    const lost = await sdk.uploadImage('replaced');
    const kept = await sdk.uploadImage('replaced');
    await cloudinary.notifications.release();
    await stack.settled();
    const entries = await stack.revisions(CLOUD);
    const entryOf = ({ etag }: UploadApiResponse) => entries.find((entry) => entry.etag === etag);
    expect(entryOf(kept)).toMatchObject({ outcome: 'stored', verified: 'md5' });
    expect(entryOf(lost)).toMatchObject({
      outcome: 'lost',
      reason: 'replaced at Cloudinary before it was copied',
      proof: { found: 'other-revision', version: kept.version, etag: kept.etag, bytes: kept.bytes },
    });
  });
});

test('nothing is missing, nothing is foreign, and the journal tells the library', async () => {
  expect(await backupProblems(stack, CLOUD)).toEqual([]);
});
