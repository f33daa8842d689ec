import { describe, expect, test } from 'vitest';
import { LARGE_REVISION_BYTES } from '#shared/domain/asset/revision.ts';
import { revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { Job, RenameJob } from '#shared/domain/jobs/job.ts';
import { instantOfSeconds } from '#shared/domain/text/instant.ts';
import { recordRename } from '#shared/usecases/worker/record-rename.ts';
import { workOnJob } from '#shared/usecases/worker/work-on-job.ts';
import type { WorkContext } from '#shared/usecases/worker/worker-context.ts';
import { md5, someBytes } from '#test/doubles/byte-sources.ts';
import { currentWith, lastRenameJob, run, useWorkerRun } from '#test/doubles/worker-run.ts';

const FIRST = someBytes(1000, 1);
const SECOND = someBytes(2000, 2);

useWorkerRun();

function jobsOf(kind: Job['job']): readonly Job[] {
  return run.library.jobs.filter(({ job }) => job === kind);
}

async function work(jobs: readonly Job[], overrides?: Partial<WorkContext>) {
  for (const job of jobs) await workOnJob(job, run.context(overrides));
}

function rename(job: RenameJob, overrides?: Partial<WorkContext>) {
  return recordRename(job, run.context(overrides));
}

function keyOf(public_id: string, version: number, type = 'upload') {
  return revisionKey('demo', { resource_type: 'image', type, public_id }, { version, format: 'png' });
}

function stored() {
  return [...run.store.bodies('pipeline/res/').keys()];
}

/** Uploads under `old`, renames to `new` ten seconds later. */
function uploadAndRename() {
  const { version } = run.library.upload('old', FIRST);
  run.library.clock += 10;
  run.library.rename('old', 'new');
  return { version, job: lastRenameJob(run.library) };
}

describe('a rename', () => {
  test('after its upload stores the revision under the new name, with bytes from the bucket', async () => {
    const { version, job } = uploadAndRename();
    run.store.place(keyOf('old', version), FIRST);
    const { entries } = await rename(job);
    expect(entries).toEqual([
      {
        ...job.renamed,
        revision: {
          version,
          format: 'png',
          bytes: 1000,
          etag: md5(FIRST),
          key: keyOf('new', version),
          sha256: expect.any(String),
          verified: 'md5',
          source: 'bucket',
        },
      },
    ]);
    expect(run.library.calls).toEqual(['currentAsset']);
    expect(run.store.bodies('pipeline/res/').get(keyOf('new', version))).toEqual(Buffer.from(FIRST));
  });

  test('before its upload takes the bytes from Cloudinary, and the upload copies them later', async () => {
    const { version, job } = uploadAndRename();
    expect(await rename(job)).toMatchObject({ entries: [{ revision: { source: 'download' } }] });
    expect(stored()).toEqual([keyOf('new', version)]);
    await work(jobsOf('revision'));
    expect(stored()).toEqual([keyOf('new', version), keyOf('old', version)]);
  });

  test('that is handled twice fetches nothing the second time', async () => {
    const { job, version } = uploadAndRename();
    const [first] = (await rename(job)).entries;
    run.library.calls.length = 0;
    const [second] = (await rename(job)).entries;
    expect(second).toMatchObject({ id: first?.id, revision: { key: keyOf('new', version) } });
    expect(run.library.calls).toEqual(['currentAsset']);
  });

  test('whose upload was never reported is recorded, and its revision copied', async () => {
    const { version, job } = uploadAndRename();
    run.library.jobs.length = 0;
    expect(await rename(job)).toMatchObject({ entries: [{ revision: { key: keyOf('new', version) } }] });
  });

  test('whose revision must not be copied records why', async () => {
    const { version, job } = uploadAndRename();
    run.store.place(keyOf('old', version), FIRST);
    const { cloud } = run.context();
    const { entries } = await rename(job, { cloud: { ...cloud, rules: { exclude: { prefixes: ['new'] } } } });
    expect(entries).toEqual([
      {
        ...job.renamed,
        revision: { version, format: 'png', bytes: 1000, etag: md5(FIRST) },
        not_copied: { outcome: 'excluded', reason: 'excluded by prefix new' },
      },
    ]);
    expect(stored()).toEqual([keyOf('old', version)]);
  });

  test('of an asset that is gone takes the revision in the bucket from before', async () => {
    const { version, job } = uploadAndRename();
    await rename(job);
    run.store.objects.clear();
    run.library.destroy('new');
    expect(await rename(job)).toEqual({ entries: [job.renamed] });

    const metadata = { 'asset-id': job.asset.asset_id ?? '' };
    run.store.place(keyOf('old', version), FIRST, metadata);
    run.store.place(keyOf('old', version - 50), SECOND, metadata);
    run.store.place(keyOf('old', version + 50), SECOND, metadata);
    run.store.place(keyOf('old', version + 1), SECOND, { 'asset-id': 'another asset' });
    expect(await rename(job)).toMatchObject({
      entries: [{ revision: { version, etag: md5(FIRST), key: keyOf('new', version), source: 'bucket' } }],
    });
  });

  test('skips objects in its folder that are no revisions', async () => {
    const { job } = uploadAndRename();
    run.library.destroy('new');
    const metadata = { 'asset-id': job.asset.asset_id ?? '' };
    run.store.place('pipeline/res/demo/image/upload/old/notes.txt', FIRST, metadata);
    expect(await rename(job)).toEqual({ entries: [job.renamed] });
  });

  test('of a raw asset that is gone works without a format', async () => {
    run.library.upload('old.txt', FIRST, { resource_type: 'raw' });
    await work(run.library.jobs);
    run.library.clock += 10;
    run.library.rename('old.txt', 'new.txt', { resource_type: 'raw' });
    run.library.destroy('new.txt', { resource_type: 'raw' });
    const [job] = jobsOf('rename');
    await work(job === undefined ? [] : [job]);
    expect(stored()).toHaveLength(2);
  });

  test('of an asset overwritten since takes the earlier revision, not the later one', async () => {
    const { version, job } = uploadAndRename();
    await work(jobsOf('revision'));
    run.library.clock += 10;
    run.library.upload('new', SECOND);
    expect(await rename(job)).toMatchObject({ entries: [{ revision: { version, etag: md5(FIRST) } }] });
    expect(stored()).toEqual([keyOf('new', version), keyOf('old', version)]);
  });

  test('of an asset overwritten before it was copied is recorded without a revision', async () => {
    const { job } = uploadAndRename();
    run.library.clock += 10;
    run.library.upload('new', SECOND);
    expect(await rename(job)).toEqual({ entries: [job.renamed] });
    expect(stored()).toEqual([]);
  });

  test('before its upload, with the asset overwritten since, leaves the revision only under the old name', async () => {
    run.library.keepsBackups = true;
    const { version, job } = uploadAndRename();
    run.library.clock += 10;
    run.library.upload('new', SECOND);
    await work([job, ...jobsOf('revision')]);
    expect(stored()).toEqual([keyOf('new', run.library.clock), keyOf('old', version)]);
    // Delivered again, the rename stores it under the new name, too.
    await work([job]);
    expect(stored()).toContain(keyOf('new', version));
  });

  test('of a placeholder is recorded without a revision', async () => {
    const { job } = uploadAndRename();
    run.library.withdraw('new');
    expect(await rename(job)).toEqual({ entries: [job.renamed] });
  });

  test('in a chain stores the revision under each name', async () => {
    const { version } = run.library.upload('a', FIRST);
    for (const [from, to] of [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'd'],
    ] as const) {
      run.library.clock += 10;
      run.library.rename(from, to);
    }
    // The last message arrives first.
    await work(run.library.jobs.toReversed());
    expect(stored()).toEqual(['a', 'b', 'c', 'd'].map((name) => keyOf(name, version)));
    for (const body of run.store.bodies('pipeline/res/').values()) expect(md5(body)).toBe(md5(FIRST));
  });

  test('to another type is recorded with that type, and stores the revision under it', async () => {
    const { version } = run.library.upload('photo', FIRST);
    run.library.clock += 10;
    run.library.rename('photo', 'secret', { to_type: 'private' });
    const job = lastRenameJob(run.library);
    expect(await rename(job)).toMatchObject({
      entries: [{ type: 'upload', public_id: 'photo', to_public_id: 'secret', to_type: 'private' }],
    });
    expect(stored()).toEqual([keyOf('secret', version, 'private')]);
  });

  test('that gave the asset a new version stores the revision with that', async () => {
    const { job } = uploadAndRename();
    await work(jobsOf('revision'));
    const version = run.library.clock;
    await currentWith(job.asset, { version });
    expect(await rename(job)).toMatchObject({
      entries: [{ revision: { version, key: keyOf('new', version), source: 'bucket' } }],
    });
  });

  test('without an MD5 takes no copy of another version, even with the same length', async () => {
    const { version, job } = uploadAndRename();
    const current = await currentWith(job.asset, {});
    const { etag: _, ...revision } = current.revision;
    run.library.currentAsset = async () => ({ ...current, revision });
    run.store.place(keyOf('old', version - 50), someBytes(1000, 3));
    expect(await rename(job)).toMatchObject({ entries: [{ revision: { source: 'download', verified: 'length' } }] });
    expect(run.store.bodies().get(keyOf('new', version))).toEqual(Buffer.from(FIRST));
    run.store.objects.clear();
    run.store.place(keyOf('old', version), FIRST);
    expect(await rename(job)).toMatchObject({ entries: [{ revision: { source: 'bucket', verified: 'length' } }] });
  });

  test('reported in the format before 2021 asks for the new name', async () => {
    const { version, job } = uploadAndRename();
    const { asset_id: _, ...asset } = job.asset;
    expect(await rename({ ...job, asset })).toMatchObject({ entries: [{ revision: { version } }] });
    run.library.destroy('new');
    expect(await rename({ ...job, asset })).toMatchObject({ entries: [{ to_public_id: 'new' }] });
  });

  test('of a large asset is forwarded', async () => {
    const { job } = uploadAndRename();
    await currentWith(job.asset, { bytes: LARGE_REVISION_BYTES });
    expect(await rename(job)).toEqual({ entries: [], forwarded: job });
  });

  test('waits while the quota is spent, because the bucket may lack an upload just before it', async () => {
    const { version, job } = uploadAndRename();
    run.store.place(keyOf('old', version), FIRST, { 'asset-id': job.asset.asset_id ?? '' });
    const throttled = new PipelineError('throttled', 'down to the reserve');
    run.library.intervene = () => throttled;
    await expect(rename(job)).rejects.toBe(throttled);
  });

  test('is tried again if Cloudinary or the bucket fails', async () => {
    const { job } = uploadAndRename();
    const failure = new PipelineError('throttled', 'The Admin API throttles.');
    run.library.intervene = () => failure;
    await expect(rename(job)).rejects.toBe(failure);
    run.library.intervene = () => undefined;
    run.store.before = ({ name }) => (name === 'list' ? new PipelineError('access-denied', 'no') : undefined);
    await expect(rename(job)).rejects.toMatchObject({ code: 'access-denied' });
  });
});

describe('a rename over another asset', () => {
  const overwriting = () => {
    const target = run.library.upload('new', SECOND);
    run.library.clock += 10;
    const { version } = run.library.upload('old', FIRST);
    run.library.clock += 10;
    run.library.rename('old', 'new', { overwrite: true });
    return { target, version, job: lastRenameJob(run.library) };
  };

  test('names the asset that it overwrote, if the bucket knows that', async () => {
    const { target, job } = overwriting();
    expect((await rename(job)).entries[0]).not.toHaveProperty('overwritten');
    run.store.place(keyOf('new', target.version), SECOND, {
      'asset-id': target.asset_id,
      'event-time': instantOfSeconds(target.version),
    });
    expect(await rename(job)).toMatchObject({
      entries: [{ overwritten: { asset_id: target.asset_id, version: target.version } }],
    });
  });

  test.each([
    ['the asset itself', 0, (job: RenameJob) => ({ 'asset-id': job.asset.asset_id ?? '', 'event-time': '2020' })],
    ['an asset that came later', 0, (job: RenameJob) => ({ 'asset-id': 'x', 'event-time': job.at })],
    ['one with a later version', 22, () => ({ 'asset-id': 'x', 'event-time': '2020' })],
    ['an object without an id', 0, () => ({})],
  ])('does not count %s as overwritten', async (_, seconds, metadata) => {
    const { job, target } = overwriting();
    run.store.place(keyOf('new', target.version + seconds), SECOND, metadata(job));
    expect((await rename(job)).entries[0]).not.toHaveProperty('overwritten');
  });
});
