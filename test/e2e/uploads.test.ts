import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UploadApiOptions, UploadApiResponse } from 'cloudinary';
import { afterAll, describe, expect, test } from 'vitest';
import { revisionFolders, revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import { md5 } from '../doubles/byte-sources.ts';
import { backupProblems } from './stack/backup-problems.ts';
import { randomImage } from './stack/random-image.ts';
import { sharedStack } from './stack/shared-stack.ts';

const CLOUD = 'library';
const { stack, cloudinary, simulated, sdk } = await sharedStack(CLOUD);
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

/** The MD5 of the object under the key that the layout promises, once the stack is idle. */
async function storedMd5(uploaded: UploadApiResponse): Promise<string> {
  await stack.idle();
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

  test('an image that has its own notification_url', async () => {
    const elsewhere = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const { port } = elsewhere.address() as AddressInfo; // it listens on TCP
    const notification_url = `http://127.0.0.1:${port}/`;
    const uploaded = await sdk.uploadImage('notified/elsewhere', { notification_url });
    expect(await storedMd5(uploaded)).toBe(uploaded.etag);
    elsewhere.close();
  });

  test('a video uploaded in parts, too large for memory', async () => {
    const bytes = randomImage(12 * 1024 * 1024);
    const uploaded = await sdk.uploadInParts(bytes, { resource_type: 'video', public_id: 'films/long' });
    expect(await storedMd5(uploaded)).toBe(md5(bytes));
  });
});

describe('assets with unusual public_ids', () => {
  const ODD = [
    ['with special characters of URLs', 'a b+c,d~e/(1) 100% & ?#'],
    ['in other alphabets', 'café/日本語/😀/e\u0301'],
    ['with dots as segments', '../../etc/./passwd/..'],
    ['with control characters', 'tab\tnew\u0001line\u007f\u0085end'],
    ['with empty segments', '//double//slash//'],
    ['named like a property of objects', '__proto__'],
    ['of 4,000 bytes', `long/${'日'.repeat(1332)}`],
    ['of 4,000 bytes that differ only in the last', `long/${'日'.repeat(1331)}x`],
    ['with a lone surrogate escaped', 'not-a-\\ud800-surrogate'],
  ] as const;

  test('all appear in the bucket', async () => {
    const uploads = await Promise.all(
      ODD.map(async ([, public_id]) => {
        const bytes = randomImage();
        return { bytes, uploaded: await sdk.upload(bytes, { resource_type: 'raw', public_id }) };
      }),
    );
    await stack.idle();
    const stored = await Promise.all(uploads.map(({ uploaded }) => storedMd5(uploaded)));
    expect(stored).toEqual(uploads.map(({ bytes }) => md5(bytes)));
    expect(new Set(uploads.map(({ uploaded }) => keyOf(uploaded))).size).toBe(ODD.length);
  });

  test('appear even if one is the prefix of another, which looks like its revision', async () => {
    const first = await sdk.uploadImage('prefix');
    const second = await sdk.uploadImage(`prefix/${first.version}.jpg`);
    expect(await storedMd5(first)).toBe(first.etag);
    expect(await storedMd5(second)).toBe(second.etag);
  });
});

test('names and formats as applications choose them all appear in the bucket', async () => {
  const chosen: readonly UploadApiOptions[] = [
    ...[
      'field/photo.jpg',
      'field/trailing.',
      'field/v1.2',
      'field/100 percent',
      'field/two--dashes_and=signs',
      'field/🖼',
      "field/it's 'quoted' (twice)!*",
      'field/cafÃ©\u0083\u0099',
    ].map((public_id) => ({ public_id })),
    { resource_type: 'raw', public_id: 'field/no extension' },
    { resource_type: 'raw', public_id: 'field/.hidden' },
    { resource_type: 'raw', public_id: 'field/REPORT.PDF' },
    { resource_type: 'raw', public_id: 'field/archive.tar.gz' },
    { public_id: 'field/jpeg', format: 'jpeg' },
    { resource_type: 'video', public_id: 'field/m4v', format: 'm4v' },
    { resource_type: 'video', public_id: 'field/clip.mov.mp4' },
    { public_id: 'field/converted', format: 'png' },
    { public_id: 'field/transformed', transformation: { width: 100, crop: 'scale' } },
  ];
  const uploads = await Promise.all(chosen.map((options) => sdk.upload(randomImage(), options)));
  const stored = await Promise.all(uploads.map(storedMd5));
  expect(stored).toEqual(uploads.map(({ etag }) => etag));
});

describe('an overwritten asset', () => {
  test('keeps the files of two applications under one public_id, and records who uploaded each', async () => {
    const other = { apiKey: '888888888888888', apiSecret: 'the-secret-of-the-other' };
    simulated.keys.push(other);
    const first = await sdk.uploadImage('shared-name');
    await stack.idle();
    await sleep(1000 - (Date.now() % 1000)); // a version is a whole second
    const { apiKey: api_key, apiSecret: api_secret } = other;
    const second = await sdk.uploadImage('shared-name', { api_key, api_secret });
    await stack.idle();
    simulated.keys.pop();
    const entries = (await stack.revisions(CLOUD)).filter(({ public_id }) => public_id === 'shared-name');
    expect(entries.toSorted((a, b) => (a.at < b.at ? -1 : 1))).toMatchObject([
      { etag: first.etag, outcome: 'stored', triggered_by: { source: 'api', id: sdk.options.api_key } },
      { etag: second.etag, outcome: 'stored', triggered_by: { source: 'api', id: api_key } },
    ]);
    expect(await Promise.all([first, second].map(storedMd5))).toEqual([first.etag, second.etag]);
  });

  test('keeps each revision that existed long enough to be copied', async () => {
    const etags: string[] = [];
    let last: UploadApiResponse | undefined;
    for (let round = 0; round < 3; round++) {
      last = await sdk.uploadImage('overwritten');
      etags.push(last.etag);
      await stack.idle();
      await sleep(1000 - (Date.now() % 1000)); // a version is a whole second
    }
    const [folder = ''] = revisionFolders(CLOUD, { resource_type: 'image', type: 'upload', public_id: 'overwritten' });
    const keys = await stack.keys(folder);
    const stored = await Promise.all(keys.map((key) => stack.md5(key)));
    expect(stored.toSorted()).toEqual(etags.toSorted());
  });

  test('keeps both revisions of one second', async () => {
    await sleep(1000 - (Date.now() % 1000));
    const first = await sdk.uploadImage('twice');
    await stack.idle();
    const second = await sdk.uploadImage('twice');
    await stack.idle();
    const key = keyOf(first);
    const other = second.version === first.version ? key.replace(/\.jpg$/, `-${second.etag}.jpg`) : keyOf(second);
    expect(await stack.md5(key)).toBe(first.etag);
    expect(await stack.md5(other)).toBe(second.etag);
  });

  test('is recorded as lost, with proof, if it was replaced before anyone could copy it', async () => {
    cloudinary.notifications.hold();
    const lost = await sdk.uploadImage('replaced');
    const kept = await sdk.uploadImage('replaced');
    await cloudinary.notifications.release();
    await stack.idle();
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

test('nothing is missing, nothing is foreign, and the journal agrees with the library', async () => {
  expect(await backupProblems(stack, CLOUD)).toEqual([]);
});
