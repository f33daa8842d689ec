import { describe, expect, test } from 'vitest';
import { PipelineError } from '#shared/domain/errors.ts';
import type { RereadJob } from '#shared/domain/jobs/job.ts';
import { instantOfDate } from '#shared/domain/text/instant.ts';
import { recordRename } from '#shared/usecases/worker/record-rename.ts';
import { workOnJob } from '#shared/usecases/worker/work-on-job.ts';
import { lastRenameJob, run } from '#test/doubles/worker-run.ts';
import { answer, BYTES, backUp, destroyPhoto, job, OTHERS, usePhoto, without } from './photo.ts';

usePhoto();

const NOW = new Date('2026-11-20T09:15:32Z');

/** The context of an attempt that comes so many seconds after Cloudinary's first answer that something is absent. */
function afterSeconds(seconds: number) {
  const now = new Date(NOW.getTime() + seconds * 1000);
  return { retry: { baseSeconds: 30, capSeconds: 3600 }, now: () => now };
}

function absentJob() {
  return { ...job, absentSince: instantOfDate(NOW) };
}

function retryAt(seconds: number) {
  return { code: 'absent', retryAt: new Date(NOW.getTime() + seconds * 1000) };
}

describe('a revision that Cloudinary no longer has', () => {
  test.each([
    ['deleted', () => void run.library.destroy('a/photo')],
    ['withdrawn', () => run.library.withdraw('a/photo')],
    ['overwritten', () => void run.library.upload('a/photo', OTHERS)],
  ])('is asked for again after 1 and 5 minutes before it is lost: %s', async (_, change) => {
    change();
    await expect(backUp(afterSeconds(0))).rejects.toMatchObject(retryAt(60));
    await expect(backUp(afterSeconds(59), absentJob())).rejects.toMatchObject(retryAt(60));
    await expect(backUp(afterSeconds(60), absentJob())).rejects.toMatchObject(retryAt(300));
    // What a run asks for was listed: it existed.
    expect(await backUp(afterSeconds(300), { ...absentJob(), origin: 'inventory' })).toMatchObject({ outcome: 'lost' });
  });

  test('is stored if a later attempt finds it', async () => {
    run.library.withdraw('a/photo');
    await expect(backUp(afterSeconds(0))).rejects.toMatchObject({ code: 'absent' });
    run.library.upload('a/photo', BYTES);
    expect(await backUp(afterSeconds(60), absentJob())).toMatchObject({ outcome: 'stored' });
  });

  test('is lost at once if the journal records its deletion', async () => {
    await destroyPhoto();
    expect(await backUp(afterSeconds(0))).toMatchObject({ outcome: 'lost', proof: { found: 'gone' } });
  });

  test('without an asset_id is found in the journal by its identity', async () => {
    await destroyPhoto();
    const { asset_id: _, ...asset } = job.asset;
    expect(await backUp(afterSeconds(0), { ...job, asset })).toMatchObject({ outcome: 'lost' });
  });

  test.each([
    ['of another asset', () => ({ ...job, asset: { ...job.asset, asset_id: 'another' } })],
    ['from before it', () => ({ ...job, at: '2026-11-20T09:00:00.000000Z' })],
  ])('is not lost because of a deletion %s', async (_, changed) => {
    await destroyPhoto();
    await expect(backUp(afterSeconds(0), changed())).rejects.toMatchObject({ code: 'absent' });
  });

  test('reads no journal object twice, and none that is too large for deletions', async () => {
    run.store.place('pipeline/journal/demo/2026/11/20/08/00000000000000000000000000.ndjson', new Uint8Array(2 ** 21));
    await run.work([{ v: 1, job: 'record', cloud: 'demo', at: job.at, entries: [] }]);
    run.library.destroy('a/photo');
    run.library.tag('a/photo', ['x']);
    const other = run.library.upload('other', OTHERS);
    run.library.destroy(other.public_id);
    await run.work(run.library.jobs.slice(-1));
    const reads = () => run.store.calls.filter(({ name }) => name === 'read').length;
    await expect(backUp(afterSeconds(0))).rejects.toMatchObject({ code: 'absent' });
    expect(reads()).toBe(1);
    await expect(backUp(afterSeconds(0))).rejects.toMatchObject({ code: 'absent' });
    expect(reads()).toBe(1);
  });
});

describe('an asset that only one notification mentions', () => {
  test('never existed, if Cloudinary keeps denying it while the notification of a deletion may still arrive', async () => {
    run.library.destroy('a/photo');
    await expect(backUp(afterSeconds(300), absentJob())).rejects.toMatchObject(retryAt(1200));
    expect(await backUp(afterSeconds(1200), absentJob())).toMatchObject({
      outcome: 'never-existed',
      reason: expect.stringContaining('no such asset'),
      proof: { found: 'gone' },
    });
  });

  test.each([
    [
      'whose earlier revision is in the bucket',
      async () => {
        const metadata = { 'asset-id': job.asset.asset_id ?? '' };
        run.store.place('pipeline/res/demo/image/upload/a/photo/1.png', OTHERS, metadata);
        return absentJob();
      },
    ],
    [
      'that names no asset_id',
      async () => {
        const { asset_id: _, ...asset } = job.asset;
        return { ...absentJob(), asset };
      },
    ],
    ['that a run listed', async () => ({ ...absentJob(), origin: 'inventory' as const })],
  ])('is not one %s', async (_, known) => {
    run.library.destroy('a/photo');
    expect(await backUp(afterSeconds(300), await known())).toMatchObject({ outcome: 'lost' });
  });

  test.each([
    ['lost, if its deletion is recorded behind 150 journal objects', 'lost', 150, true, {}],
    ['lost, if more was recorded than is read', 'lost', 1001, false, { at: '2026-11-20T07:59:00.000000Z' }],
    ['never existed, if it is older than any job', 'never-existed', 1001, false, {}],
  ])('is %s', async (_, outcome, others, isRecorded, event) => {
    for (let other = 0; other < others; other += 1) {
      const name = String(other).padStart(26, '0');
      run.store.place(`pipeline/journal/demo/2026/11/20/08/${name}.ndjson`, new Uint8Array());
    }
    if (isRecorded) await destroyPhoto();
    else run.library.destroy('a/photo');
    expect(await backUp(afterSeconds(1200), { ...absentJob(), ...event })).toMatchObject({ outcome });
  });

  test('whose name another asset has in the bucket was renamed over: it is lost', async () => {
    run.library.destroy('a/photo');
    run.store.place('pipeline/res/demo/image/upload/a/photo/1.png', OTHERS, { 'asset-id': 'another' });
    expect(await backUp(afterSeconds(1200), without('version_id', absentJob()))).toMatchObject({
      outcome: 'lost',
    });
  });
});

describe('an asset that is read again', () => {
  const reread = (because: string, more: Partial<RereadJob> = {}): RereadJob => {
    const { v, cloud, at, asset } = job;
    return { v, cloud, at, asset, job: 'reread', because, ...more };
  };

  test.each(['restore_asset_version', 'moderation', 'delete_by_token'])(
    'after %s is asked for again',
    async (because) => {
      run.library.withdraw('a/photo');
      const first = workOnJob(reread(because), run.context(afterSeconds(0)));
      await expect(first).rejects.toMatchObject(retryAt(60));
      run.library.upload('a/photo', BYTES);
      const again = reread(because, { absentSince: instantOfDate(NOW) });
      expect(await workOnJob(again, run.context(afterSeconds(60)))).toMatchObject({ entries: [{ outcome: 'stored' }] });
    },
  );

  test('is lost in the end if Cloudinary describes it by its name, and denies it by its asset_id', async () => {
    const current = await run.library.currentAsset(job.asset);
    run.library.currentAsset = async (asset) => ('public_id' in asset ? current : undefined);
    answer('download', new PipelineError('not-found', 'Cloudinary has no such bytes.'));
    const { asset_id: _, ...asset } = job.asset;
    const again = reread('info', { asset, absentSince: instantOfDate(NOW) });
    expect(await workOnJob(again, run.context(afterSeconds(1200)))).toMatchObject({ entries: [{ outcome: 'lost' }] });
  });

  test('because its upload had no length is lost if it is gone, with an entry', async () => {
    const { bytes: _, ...revision } = job.revision;
    const reported = { revision, details: job.details };
    run.library.destroy('a/photo');
    const first = workOnJob(reread('upload', { reported }), run.context(afterSeconds(0)));
    await expect(first).rejects.toMatchObject(retryAt(60));
    const again = reread('upload', { reported, absentSince: instantOfDate(NOW) });
    expect(await workOnJob(again, run.context(afterSeconds(300)))).toMatchObject({
      entries: [
        {
          kind: 'revision',
          ...job.asset,
          version: revision.version,
          bytes: 0,
          outcome: 'lost',
          reason: expect.stringContaining('did not report its length'),
          proof: { found: 'gone' },
          tags: ['x'],
        },
      ],
    });
  });
});

test('a rename waits for an asset that Cloudinary does not have for a moment', async () => {
  run.library.rename('a/photo', 'b/photo');
  const rename = lastRenameJob(run.library);
  run.library.withdraw('b/photo');
  await expect(recordRename(rename, run.context(afterSeconds(0)))).rejects.toMatchObject(retryAt(60));
  const again = { ...rename, absentSince: instantOfDate(NOW) };
  expect(await recordRename(again, run.context(afterSeconds(300)))).toEqual({ entries: [rename.renamed] });
  run.library.upload('b/photo', BYTES);
  expect(await recordRename(again, run.context(afterSeconds(60)))).toMatchObject({
    entries: [{ revision: { key: expect.any(String) } }],
  });
});

test('such a rename does not make an older revision current, though the bucket has one', async () => {
  await run.work([job]);
  run.library.clock += 10;
  const { version } = run.library.upload('a/photo', OTHERS);
  run.library.clock += 10;
  run.library.rename('a/photo', 'b/photo');
  const rename = lastRenameJob(run.library);
  const { cloud } = run.context();
  const api = { ...cloud.api, currentAsset: async () => undefined };
  const absent = recordRename(rename, run.context({ ...afterSeconds(0), cloud: { ...cloud, api } }));
  await expect(absent).rejects.toMatchObject(retryAt(60));
  expect(await recordRename(rename, run.context(afterSeconds(60)))).toMatchObject({
    entries: [{ revision: { version } }],
  });
});
