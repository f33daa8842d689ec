import { describe, expect, test } from 'vitest';
import { revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import { md5 } from '#test/doubles/byte-sources.ts';
import { lastRevisionJob, run } from '#test/doubles/worker-run.ts';
import { answer, BYTES, backUp, FAILURE, job, key, OTHERS, usePhoto, without } from './photo.ts';

usePhoto();

function nativeCloud() {
  return { cloud: { ...run.context().cloud, nativeBackup: true } };
}

function nativeKey(format = '.png') {
  return `res/demo/image/upload/a/photo/${job.revision.version}${format}`;
}

describe('a revision that is not current any more', () => {
  test.each<[string, () => void, string, RegExp]>([
    ['overwritten', () => void run.library.upload('a/photo', OTHERS), 'other-revision', /^replaced/],
    ['deleted', () => void run.library.destroy('a/photo'), 'gone', /^deleted/],
    ['withdrawn', () => run.library.withdraw('a/photo'), 'placeholder', /^withdrawn/],
  ])('is lost when it was %s, with proof', async (_, change, found, reason) => {
    run.library.clock += 10;
    change();
    const entry = await backUp();
    expect(entry).toMatchObject({ outcome: 'lost', reason: expect.stringMatching(reason), proof: { found } });
    expect(entry).not.toHaveProperty('key');
    expect(run.library.calls).toEqual(['download', 'currentAsset', 'downloadBackup']);
    expect(run.store.objects.size).toBe(0);
  });

  test('is lost when Cloudinary restored an older one meanwhile', async () => {
    const older = { ...job.revision, version: job.revision.version - 100, etag: md5(OTHERS) };
    answer('download', OTHERS);
    run.library.currentAsset = async () => ({ ...job, revision: older, placeholder: false });
    expect(await backUp()).toMatchObject({
      outcome: 'lost',
      proof: { found: 'other-revision', version: older.version, etag: older.etag, bytes: 1000 },
    });
  });

  test('is lost when the same version has another MD5 now', async () => {
    run.library.upload('a/photo', OTHERS);
    expect(await backUp()).toMatchObject({
      outcome: 'lost',
      proof: { found: 'other-revision', version: job.revision.version, etag: md5(OTHERS) },
    });
  });

  test('is stored when the same bytes have been uploaded again', async () => {
    run.library.clock += 10;
    run.library.upload('a/photo', BYTES);
    expect(await backUp()).toMatchObject({ outcome: 'stored', version: job.revision.version, key });
  });

  test('is fetched from a backup that Cloudinary keeps', async () => {
    const { library } = run;
    library.keepsBackups = true;
    library.upload('b', BYTES);
    const kept = lastRevisionJob(library);
    library.upload('b', OTHERS);
    expect(await backUp({}, kept)).toMatchObject({ outcome: 'stored', source: 'download-backup' });
    expect(library.calls).toEqual(['download', 'currentAsset', 'downloadBackup']);
  });

  test('is not looked for in a backup without the ids by which that finds it', async () => {
    run.library.destroy('a/photo');
    await backUp({}, without('version_id'));
    expect(run.library.calls).toEqual(['download', 'currentAsset']);
  });

  test('is not lost when another attempt has stored it meanwhile', async () => {
    run.library.destroy('a/photo');
    run.store.place(key, BYTES);
    expect(await backUp()).toMatchObject({ outcome: 'already-stored', key });
  });

  test('is fetched by the name that it has by now', async () => {
    run.library.rename('a/photo', 'b/photo');
    expect(await backUp()).toMatchObject({ outcome: 'stored', key, public_id: 'a/photo' });
    expect(run.library.calls).toEqual(['download', 'currentAsset', 'download']);
    run.store.objects.clear();
    run.library.upload('a/photo', OTHERS);
    expect(await backUp()).toMatchObject({ outcome: 'stored', key });
  });

  test('is tried again while neither of its names gives it', async () => {
    run.library.rename('a/photo', 'b/photo');
    answer('download', new PipelineError('not-found', 'no'));
    await expect(backUp({ receiveCount: 25 })).rejects.toMatchObject({ code: 'not-found' });
    expect(run.library.calls).toEqual(['download', 'currentAsset', 'download', 'downloadBackup']);
  });

  test('is copied from where a rename has brought it before it was replaced', async () => {
    run.library.rename('a/photo', 'b/photo');
    const renamed = revisionKey('demo', { ...job.asset, public_id: 'b/photo' }, job.revision);
    run.store.place(renamed, BYTES);
    run.library.clock += 10;
    run.library.upload('b/photo', OTHERS);
    expect(await backUp()).toMatchObject({ outcome: 'stored', source: 'bucket', key });
    expect(run.store.bodies().get(key)).toEqual(Buffer.from(BYTES));
    run.store.objects.clear();
    run.store.place(renamed, OTHERS);
    expect(await backUp()).toMatchObject({ outcome: 'lost' });
  });

  test('is a failure while nobody can say what became of it', async () => {
    run.library.destroy('a/photo');
    answer('currentAsset', FAILURE);
    await expect(backUp({ receiveCount: 25 })).rejects.toBe(FAILURE);
    answer('downloadBackup', FAILURE);
    await expect(backUp({ receiveCount: 25 })).rejects.toBe(FAILURE);
  });
});

describe("Cloudinary's own backup in the bucket", () => {
  test('is asked first, and costs no call of Cloudinary', async () => {
    run.store.place(nativeKey(), BYTES);
    expect(await backUp(nativeCloud())).toMatchObject({ outcome: 'stored', source: 'native-copy', key });
    expect(run.library.calls).toEqual([]);
    expect(run.store.objects.get(key)?.options.metadata).toMatchObject({ source: 'native-copy' });
  });

  test('is not asked where it is not configured', async () => {
    run.store.place(nativeKey(), BYTES);
    expect(await backUp()).toMatchObject({ source: 'download' });
    expect(run.store.calls.some(({ name }) => name === 'list')).toBe(false);
  });

  test.each([
    ['has other bytes', () => run.store.place(nativeKey(), OTHERS)],
    ['is of another length', () => run.store.place(nativeKey(), BYTES.subarray(1))],
    ['is of another version', () => run.store.place(nativeKey().replace(/\d+\.png$/, '1.png'), BYTES)],
    ['is none', () => run.store.place(nativeKey('.png/1.png'), BYTES)],
  ])('is passed over when the copy %s', async (_, place) => {
    place();
    expect(await backUp(nativeCloud())).toMatchObject({ outcome: 'stored', source: 'download' });
  });

  test.each(['access-denied', 'gone'])('is passed over when the copy may not be read: %s', async (how) => {
    run.store.place(nativeKey(), BYTES);
    if (how === 'gone') run.store.open = async () => undefined;
    run.store.before = ({ name }) =>
      name === 'open' ? new PipelineError('access-denied', 'S3 denied access.') : undefined;
    expect(await backUp(nativeCloud())).toMatchObject({ outcome: 'stored', source: 'download' });
  });

  test('is a failure when S3 is one', async () => {
    run.store.place(nativeKey(), BYTES);
    const failure = new PipelineError('storage-failed', 'S3 failed.');
    run.store.before = ({ name }) => (name === 'open' ? failure : undefined);
    await expect(backUp(nativeCloud())).rejects.toBe(failure);
  });

  test('may lag: a revision is lost only on the fifth attempt', async () => {
    run.library.destroy('a/photo');
    for (const receiveCount of [1, 2, 3, 4]) {
      await expect(backUp({ ...nativeCloud(), receiveCount })).rejects.toMatchObject({ code: 'not-found' });
    }
    expect(await backUp({ ...nativeCloud(), receiveCount: 5 })).toMatchObject({ outcome: 'lost' });
    run.store.place(nativeKey(), BYTES);
    expect(await backUp({ ...nativeCloud(), receiveCount: 3 })).toMatchObject({ source: 'native-copy' });
  });
});
