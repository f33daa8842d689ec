import { describe, expect, test } from 'vitest';
import { revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import { md5 } from '#test/doubles/byte-sources.ts';
import { lastRevisionJob, run } from '#test/doubles/worker-run.ts';
import { answer, BYTES, backUp, destroyPhoto, FAILURE, job, key, OTHERS, usePhoto, without } from './photo.ts';

usePhoto();

function nativeCloud() {
  return { cloud: { ...run.context().cloud, nativeBackup: true } };
}

function nativeKey(format = '.png') {
  return `res/demo/image/upload/a/photo/${job.revision.version}${format}`;
}

describe('a revision that is no longer current', () => {
  test.each<[string, () => void | Promise<void>, string, RegExp]>([
    ['overwritten', () => void run.library.upload('a/photo', OTHERS), 'other-revision', /^replaced/],
    ['deleted', destroyPhoto, 'gone', /^deleted/],
    ['withdrawn', () => run.library.withdraw('a/photo'), 'placeholder', /^withdrawn/],
  ])('is lost, with proof, if it was %s', async (_, change, found, reason) => {
    run.library.clock += 10;
    await change();
    const entry = await backUp();
    expect(entry).toMatchObject({ outcome: 'lost', reason: expect.stringMatching(reason), proof: { found } });
    expect(entry).not.toHaveProperty('key');
    expect(run.library.calls).toEqual(['download', 'currentAsset', 'downloadBackup']);
    expect(run.store.bodies('pipeline/res/').size).toBe(0);
  });

  test('is lost if Cloudinary has restored an older one meanwhile', async () => {
    const older = { ...job.revision, version: job.revision.version - 100, etag: md5(OTHERS) };
    answer('download', OTHERS);
    run.library.currentAsset = async () => ({ ...job, revision: older, placeholder: false });
    expect(await backUp()).toMatchObject({
      outcome: 'lost',
      proof: { found: 'other-revision', version: older.version, etag: older.etag, bytes: 1000 },
    });
  });

  test('is lost if the same version now has another MD5', async () => {
    run.library.upload('a/photo', OTHERS);
    expect(await backUp()).toMatchObject({
      outcome: 'lost',
      proof: { found: 'other-revision', version: job.revision.version, etag: md5(OTHERS) },
    });
  });

  test('is stored if the same bytes have been uploaded again', async () => {
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

  test('is not looked for in a backup if the ids for that are unknown', async () => {
    run.library.destroy('a/photo');
    await backUp({}, without('version_id'));
    expect(run.library.calls).toEqual(['download', 'currentAsset']);
  });

  test('is not lost if another attempt has stored it meanwhile', async () => {
    run.library.destroy('a/photo');
    run.store.place(key, BYTES);
    expect(await backUp()).toMatchObject({ outcome: 'already-stored', key });
  });

  test('is fetched under its current name', async () => {
    run.library.rename('a/photo', 'b/photo');
    expect(await backUp()).toMatchObject({ outcome: 'stored', key, public_id: 'a/photo' });
    expect(run.library.calls).toEqual(['download', 'currentAsset', 'download']);
    run.store.objects.clear();
    run.library.upload('a/photo', OTHERS);
    expect(await backUp()).toMatchObject({ outcome: 'stored', key });
  });

  test('is tried again while Cloudinary delivers it under neither name', async () => {
    run.library.rename('a/photo', 'b/photo');
    answer('download', new PipelineError('not-found', 'no'));
    await expect(backUp({ attempt: 25 })).rejects.toMatchObject({ code: 'not-found' });
    expect(run.library.calls).toEqual(['download', 'currentAsset', 'download', 'downloadBackup']);
  });

  test('is copied from the new name if a rename stored it there before it was replaced', async () => {
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

  test('is tried again while Cloudinary cannot say whether it is lost', async () => {
    run.library.destroy('a/photo');
    answer('currentAsset', FAILURE);
    await expect(backUp({ attempt: 25 })).rejects.toBe(FAILURE);
    answer('downloadBackup', FAILURE);
    await expect(backUp({ attempt: 25 })).rejects.toBe(FAILURE);
  });
});

describe("Cloudinary's own backup in the bucket", () => {
  test('is tried first, and costs no call to Cloudinary', async () => {
    run.store.place(nativeKey(), BYTES);
    expect(await backUp(nativeCloud())).toMatchObject({ outcome: 'stored', source: 'native-copy', key });
    expect(run.library.calls).toEqual([]);
    expect(run.store.objects.get(key)?.options.metadata).toMatchObject({ source: 'native-copy' });
  });

  test('is not tried if it is not configured', async () => {
    run.store.place(nativeKey(), BYTES);
    expect(await backUp()).toMatchObject({ source: 'download' });
    expect(run.store.calls.some(({ name }) => name === 'list')).toBe(false);
  });

  test.each([
    ['has other bytes', () => run.store.place(nativeKey(), OTHERS)],
    ['has another length', () => run.store.place(nativeKey(), BYTES.subarray(1))],
    ['has another version', () => run.store.place(nativeKey().replace(/\d+\.png$/, '1.png'), BYTES)],
    ['is not a copy', () => run.store.place(nativeKey('.png/1.png'), BYTES)],
  ])('is skipped if the copy %s', async (_, place) => {
    place();
    expect(await backUp(nativeCloud())).toMatchObject({ outcome: 'stored', source: 'download' });
  });

  test.each(['access-denied', 'gone'])('is skipped if the copy cannot be read: %s', async (how) => {
    run.store.place(nativeKey(), BYTES);
    if (how === 'gone') run.store.open = async () => undefined;
    run.store.before = ({ name }) =>
      name === 'open' ? new PipelineError('access-denied', 'S3 denied access.') : undefined;
    expect(await backUp(nativeCloud())).toMatchObject({ outcome: 'stored', source: 'download' });
  });

  test('is a failure if S3 fails', async () => {
    run.store.place(nativeKey(), BYTES);
    const failure = new PipelineError('storage-failed', 'S3 failed.');
    run.store.before = ({ name }) => (name === 'open' ? failure : undefined);
    await expect(backUp(nativeCloud())).rejects.toBe(failure);
  });

  test('may lag, so not even a recorded deletion makes a revision lost at once', async () => {
    await destroyPhoto();
    const waiting = { ...nativeCloud(), retry: { baseSeconds: 30, capSeconds: 3600 } };
    await expect(backUp(waiting)).rejects.toMatchObject({ code: 'absent' });
    run.store.place(nativeKey(), BYTES);
    expect(await backUp(waiting)).toMatchObject({ source: 'native-copy' });
    run.store.objects.delete(nativeKey());
    run.store.objects.delete(key);
    expect(await backUp(nativeCloud())).toMatchObject({ outcome: 'lost' });
  });
});
