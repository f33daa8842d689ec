import { setTimeout as sleep } from 'node:timers/promises';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { v2 } from 'cloudinary';
import { afterEach, describe, expect, test } from 'vitest';
import { defaultBehaviour } from '#local/cloudinary/behaviour.ts';
import { rootClientConfig } from '#local/ministack/root-client-config.ts';
import { backupProblems } from './stack/backup-problems.ts';
import { cloudinarysCredentials } from './stack/cloudinarys-credentials.ts';
import { randomImage } from './stack/random-image.ts';
import { sharedStack } from './stack/shared-stack.ts';

const CLOUD = 'native';
const { stack, cloudinary, simulated, sdk } = await sharedStack(CLOUD);
const { notifications, nativeBackups, behaviour } = cloudinary;
afterEach(() => void Object.assign(behaviour, defaultBehaviour()));

function downloads() {
  return simulated.requests.filter(({ path }) => path.endsWith('/download')).length;
}

/** Uploads twice before any notification is sent: only a native backup has the first revision. */
async function replacedAtOnce(public_id: string) {
  notifications.hold();
  const first = await sdk.uploadImage(public_id);
  await sleep(1100); // within the same second, its backup would be overwritten
  const second = await sdk.uploadImage(public_id);
  await nativeBackups.idle();
  await notifications.release();
  await stack.idle();
  return { first, second };
}

describe("Cloudinary's own copies in the bucket", () => {
  test('are written with only the permissions in the bucket policy', async () => {
    const credentials = await cloudinarysCredentials(stack);
    const s3 = new S3Client({ ...rootClientConfig(stack.cloud.miniStack), forcePathStyle: true, credentials });
    const put = (Key: string) =>
      s3.send(new PutObjectCommand({ Bucket: stack.bucket, Key, Body: 'x', IfNoneMatch: '*' }));
    await expect(put(`pipeline/res/${CLOUD}/image/upload/x/1.jpg`)).rejects.toThrow(/AccessDenied|not authorized/);
    await expect(put(`.wellknown/cloudinary/${CLOUD}`)).rejects.toThrow(/AccessDenied|not authorized/);
    await expect(s3.send(new ListObjectsV2Command({ Bucket: stack.bucket }))).resolves.toMatchObject({
      IsTruncated: false,
    });
    expect(nativeBackups.failures).toEqual([]);
  });

  test.each(['percent', 'raw'] as const)(
    'are taken before anything is downloaded, keys %s-encoded',
    async (encoding) => {
      behaviour.nativeBackupKeyEncoding = encoding;
      notifications.hold();
      const { asset_id } = await sdk.uploadImage(`${encoding}/a b+c,d é`);
      await nativeBackups.idle();
      const before = downloads();
      await notifications.release();
      await stack.idle();
      expect(await stack.revisions(CLOUD, asset_id)).toMatchObject([{ outcome: 'stored', source: 'native-copy' }]);
      expect(downloads()).toBe(before);
    },
  );

  test('and our revisions can be uploaded by reference, other objects cannot', async () => {
    const { asset_id, etag } = await sdk.uploadImage('by reference/a+b');
    await stack.idle();
    const [stored] = await stack.revisions(CLOUD, asset_id);
    const uploadFrom = (key: string) =>
      v2.uploader.upload(`s3://${stack.bucket}/${key}`, { ...sdk.options, public_id: 'from s3' });
    expect(await uploadFrom(stored?.key ?? '')).toMatchObject({ etag, public_id: 'from s3' });
    for (const key of ['pipeline/res/missing.jpg', 'elsewhere/x.jpg']) {
      await expect(uploadFrom(key)).rejects.toMatchObject({
        message: expect.stringContaining('Error in loading s3://'),
      });
    }
  });

  test('bring back a revision that has been replaced', async () => {
    const { first, second } = await replacedAtOnce('replaced');
    const entries = await stack.revisions(CLOUD, first['asset_id']);
    expect(new Set(entries.map(({ etag, outcome }) => `${etag} ${outcome}`))).toEqual(
      new Set([`${first.etag} stored`, `${second.etag} stored`]),
    );
  });

  test('may arrive late', async () => {
    behaviour.nativeBackupLagMs = 2500;
    notifications.hold();
    const first = await sdk.uploadImage('lagging');
    await sleep(1100);
    await sdk.uploadImage('lagging');
    await notifications.release();
    await stack.idle();
    const [entry] = (await stack.revisions(CLOUD, first['asset_id'])).filter(({ etag }) => etag === first.etag);
    expect(entry).toMatchObject({ outcome: 'stored' });
  });
});

describe('a restored version', () => {
  test.each([
    [true, ['asset_id', 'public_id', 'resource_type', 'type', 'version']],
    [false, ['asset_id', 'public_id', 'resource_type', 'type', 'version']],
    [true, ['asset_id']],
    [true, ['public_id', 'resource_type', 'type']],
  ])('is backed up (with a new version: %s; the body has %j)', async (restoreChangesVersion, restoreBody) => {
    Object.assign(behaviour, { restoreChangesVersion, restoreBody });
    const public_id = `restored/${restoreChangesVersion}/${restoreBody.length}`;
    const { first } = await replacedAtOnce(public_id);
    await sdk.admin('POST', 'resources/restore', {
      asset_ids: [first['asset_id']],
      versions: [first['version_id']],
    });
    await stack.idle();
    expect(simulated.asset(String(first['asset_id']))?.etag).toBe(first.etag);
    // The asset's description at Cloudinary has no version_id.
    const mayBeUnknown = ['context', 'metadata', 'access_control', 'version_id'];
    expect(await backupProblems(stack, CLOUD, { prefix: public_id, mayBeUnknown })).toEqual([]);
  });

  test('whose body names no asset does no harm', async () => {
    // No one could find out a new version that nothing names, once the next one replaces it.
    Object.assign(behaviour, { restoreBody: [], restoreChangesVersion: false });
    const { first } = await replacedAtOnce('restored/unnamed');
    await sdk.admin('POST', 'resources/restore', { asset_ids: [first['asset_id']], versions: [first['version_id']] });
    await stack.idle();
    expect(await stack.deadLetterCount()).toBe(0);
    behaviour.restoreBody = ['asset_id'];
    await sdk.admin('POST', 'resources/restore', { asset_ids: [first['asset_id']] });
  });

  test.each([false, true])('of a deleted asset is stored (its public_id revives it: %s)', async (revives) => {
    behaviour.reuploadRevivesAssetId = revives;
    const public_id = `deleted/${revives}`;
    const asset = await sdk.uploadImage(public_id);
    await stack.idle();
    await sdk.destroy(public_id);
    const restored = await sdk.admin('POST', 'resources/restore', { asset_ids: [asset['asset_id']] });
    expect(restored).not.toMatchObject({ [asset['asset_id']]: { error: expect.anything() } });
    // The notification need not name the new version: once it is deleted again, no one can find it out.
    await stack.idle();
    await sdk.destroy(public_id);
    await sdk.uploadImage(public_id);
    await stack.idle();
    expect(await backupProblems(stack, CLOUD, { prefix: public_id })).toEqual([]);
  });
});

test('identical bytes uploaded again are a revision, whether or not Cloudinary makes a second copy', async () => {
  behaviour.nativeBackupSkipsIdenticalBytes = true;
  const bytes = randomImage();
  await sdk.upload(bytes, { public_id: 'identical' });
  await sleep(1100);
  const again = await sdk.upload(bytes, { public_id: 'identical' });
  await stack.idle();
  expect(await stack.revisions(CLOUD, again['asset_id'])).toMatchObject([{ outcome: 'stored' }, { outcome: 'stored' }]);
});

test('nothing is missing, nothing is foreign, and the journal agrees with the library', async () => {
  const mayBeUnknown = ['context', 'metadata', 'access_control', 'version_id'];
  expect(await backupProblems(stack, CLOUD, { mayBeUnknown })).toEqual([]);
});
