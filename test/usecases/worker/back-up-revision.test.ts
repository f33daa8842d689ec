import { describe, expect, test } from 'vitest';
import { alternativeRevisionKey, revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { RevisionJob } from '#shared/domain/jobs/job.ts';
import { MAX_HELD_BYTES } from '#shared/usecases/sink/store-exact-bytes.ts';
import { md5, sha256, someBytes } from '#test/doubles/byte-sources.ts';
import { lastRevisionJob, run } from '#test/doubles/worker-run.ts';
import { answer, BYTES, backUp, destroyPhoto, job, key, OTHERS, usePhoto, without } from './photo.ts';

usePhoto();

describe('a revision that is current', () => {
  test('is downloaded, verified and stored, without asking the Admin API or the bucket', async () => {
    const entry = await backUp();
    expect(entry).toMatchObject({
      kind: 'revision',
      outcome: 'stored',
      cloud: 'demo',
      ...job.asset,
      ...job.revision,
      key,
      sha256: sha256(BYTES),
      verified: 'md5',
      source: 'download',
      tags: ['x'],
    });
    expect(run.library.calls).toEqual(['download']);
    expect(run.store.calls).toEqual([{ name: 'put', key }]);
    expect(run.store.objects.get(key)).toMatchObject({
      md5: md5(BYTES),
      options: {
        contentType: 'image/png',
        metadata: {
          'asset-id': job.asset.asset_id,
          'version-id': job.revision.version_id,
          'public-id': Buffer.from('a/photo').toString('base64url'),
          md5: md5(BYTES),
          source: 'download',
          'event-time': job.at,
          'request-id': 'request-1',
        },
      },
    });
  });

  test('is first looked for in the bucket on redelivery, in bulk, and if it is large', async () => {
    run.store.place(key, BYTES);
    expect(await backUp({ mayBeStored: true })).toMatchObject({ outcome: 'already-stored', key, verified: 'md5' });
    const large = someBytes(MAX_HELD_BYTES + 1);
    run.library.upload('large', large);
    const largeJob = lastRevisionJob(run.library);
    run.store.place(revisionKey('demo', largeJob.asset, largeJob.revision), large);
    expect(await backUp({}, largeJob)).toMatchObject({ outcome: 'already-stored' });
    expect(run.library.calls).toEqual([]);
  });

  test('costs one more request if it is not in the bucket', async () => {
    expect(await backUp({ mayBeStored: true })).toMatchObject({ outcome: 'stored' });
    expect(run.store.calls.map(({ name }) => name)).toEqual(['head', 'put']);
  });

  test('is not fetched twice if its key turns out to hold it', async () => {
    run.store.place(key, BYTES);
    expect(await backUp()).toMatchObject({ outcome: 'already-stored', key, sha256: sha256(BYTES) });
    expect(run.library.calls).toEqual(['download']);
  });

  test('goes to the alternative key if another revision of the same second has its own', async () => {
    run.store.place(key, OTHERS);
    const alternative = alternativeRevisionKey('demo', job.asset, job.revision, md5(BYTES));
    expect(await backUp()).toMatchObject({ outcome: 'stored', key: alternative });
    expect(run.store.bodies('pipeline/res/')).toEqual(
      new Map([
        [alternative, Buffer.from(BYTES)],
        [key, Buffer.from(OTHERS)],
      ]),
    );
    expect(await backUp({ mayBeStored: true })).toMatchObject({ outcome: 'already-stored', key: alternative });
  });

  test('is stored beside a damaged object, which is kept', async () => {
    run.store.place(key, BYTES.subarray(1));
    const alternative = alternativeRevisionKey('demo', job.asset, job.revision, md5(BYTES));
    expect(await backUp({ mayBeStored: true })).toMatchObject({ outcome: 'stored', key: alternative });
    run.store.place(alternative, OTHERS);
    await expect(backUp({ mayBeStored: true })).rejects.toMatchObject({ code: 'key-taken' });
    expect(run.store.objects.get(key)?.body).toHaveLength(999);
  });

  test('is verified only by its length if its MD5 is unknown', async () => {
    run.library.currentAsset = async () => ({ ...job, placeholder: false, ...without('etag') });
    const entry = await backUp({}, without('etag'));
    expect(entry).toMatchObject({ outcome: 'stored', verified: 'length', sha256: sha256(BYTES) });
    expect(await backUp({ mayBeStored: true }, without('etag'))).toMatchObject({
      outcome: 'already-stored',
      verified: 'length',
    });
    expect(run.store.objects.get(key)?.options.metadata).not.toHaveProperty('md5');
  });

  test('without an MD5 goes to the alternative key if it was held in memory, and otherwise fails', async () => {
    run.library.currentAsset = async () => ({ ...job, placeholder: false, ...without('etag') });
    run.store.place(key, BYTES.subarray(1));
    // The fetched bytes have an MD5, which the alternative key contains.
    expect(await backUp({}, without('etag'))).toMatchObject({ outcome: 'stored' });
    const large = someBytes(MAX_HELD_BYTES + 1);
    run.library.upload('a/photo', large);
    const largeJob = without('etag', lastRevisionJob(run.library));
    run.library.currentAsset = async () => ({ ...largeJob, placeholder: false });
    await expect(backUp({}, largeJob)).rejects.toMatchObject({ code: 'key-taken' });
  });

  test('is first asked about if its notification has no MD5', async () => {
    const entry = await backUp({}, without('etag'));
    expect(entry).toMatchObject({ outcome: 'stored', etag: md5(BYTES), verified: 'md5' });
    expect(run.library.calls).toEqual(['currentAsset', 'download']);
    // The event id comes from the job, whatever Cloudinary adds.
    run.store.objects.clear();
    run.library.currentAsset = async () => ({ ...job, placeholder: false, ...without('etag') });
    expect((await backUp({}, without('etag'))).id).toBe(entry.id);
  });

  test('without an MD5 is not mistaken for a later one of the same length', async () => {
    run.library.clock++;
    run.library.upload('a/photo', OTHERS);
    expect(await backUp({}, without('etag'))).toMatchObject({
      outcome: 'lost',
      proof: { found: 'other-revision', version: run.library.clock },
    });
    expect(run.library.calls).not.toContain('download');
    await destroyPhoto();
    expect(await backUp({}, without('etag'))).toMatchObject({ outcome: 'lost', proof: { found: 'gone' } });
    expect(run.store.bodies('pipeline/res/').size).toBe(0);
  });

  test('from a notification in the format before 2021 is asked about by its identity', async () => {
    const { asset_id: _, ...asset } = job.asset;
    const { etag: __, version_id: ___, ...revision } = job.revision;
    expect(await backUp({}, { ...job, asset, revision })).toMatchObject({ outcome: 'stored', etag: md5(BYTES) });
    run.library.destroy('a/photo');
    run.store.objects.clear();
    expect(await backUp({}, { ...job, asset, revision: job.revision })).toMatchObject({ outcome: 'lost' });
  });

  test('is copied from the former name that its job mentions', async () => {
    const former = { ...job.asset, public_id: 'former' };
    const what: RevisionJob = { ...job, origin: 'inventory', copiesUnder: former };
    run.store.place(revisionKey('demo', former, job.revision), OTHERS);
    expect(await backUp({}, what)).toMatchObject({ outcome: 'stored', source: 'download' });
    run.store.objects.clear();
    run.library.calls.length = 0;
    run.store.place(revisionKey('demo', former, job.revision), BYTES);
    expect(await backUp({ mayBeStored: true }, what)).toMatchObject({ outcome: 'stored', key, source: 'bucket' });
    expect(run.store.bodies().get(key)).toEqual(Buffer.from(BYTES));
    expect(run.library.calls).toEqual([]);
  });

  test('is excluded by a rule, and nothing is fetched', async () => {
    const cloud = { ...run.context().cloud, rules: { exclude: { tags: ['x'] } } };
    expect(await backUp({ cloud })).toMatchObject({ outcome: 'excluded', reason: 'excluded by tag x' });
    expect([run.library.calls, run.store.calls]).toEqual([[], []]);
  });

  test.each(['cloudinary-failed', 'throttled', 'credentials-unavailable', 'forbidden-redirect'] as const)(
    'is tried again if its download fails with %s',
    async (code) => {
      const failure = new PipelineError(code, 'no');
      run.library.intervene = () => failure;
      await expect(backUp()).rejects.toBe(failure);
      expect(run.library.calls).toEqual(['download']);
    },
  );

  test('is tried again after a failure of S3 or an unforeseen error', async () => {
    run.store.before = () => new PipelineError('access-denied', 'no');
    await expect(backUp()).rejects.toMatchObject({ code: 'access-denied' });
    const unforeseen = new TypeError('x is not a function');
    run.library.intervene = () => unforeseen;
    await expect(backUp()).rejects.toBe(unforeseen);
  });

  test('is tried again if Cloudinary says that it is current, but delivers something else', async () => {
    answer('download', OTHERS);
    await expect(backUp()).rejects.toMatchObject({ code: 'wrong-bytes' });
    answer('download', new PipelineError('not-found', 'no'));
    await expect(backUp({ attempt: 25 })).rejects.toMatchObject({ code: 'not-found' });
    expect(run.store.objects.size).toBe(0);
  });
});
