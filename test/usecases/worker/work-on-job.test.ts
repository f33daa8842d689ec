import { describe, expect, test } from 'vitest';
import { LARGE_REVISION_BYTES } from '#shared/domain/asset/revision.ts';
import { revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { RereadJob } from '#shared/domain/jobs/job.ts';
import { instantOfSeconds } from '#shared/domain/text/instant.ts';
import { workOnJob } from '#shared/usecases/worker/work-on-job.ts';
import { someBytes } from '#test/doubles/byte-sources.ts';
import { currentWith, lastRevisionJob, run, useWorkerRun } from '#test/doubles/worker-run.ts';

const BYTES = someBytes(1000);
const OUT_OF_TIME = new PipelineError('out-of-time', 'No time left.');

useWorkerRun();

describe('a large revision', () => {
  const large = (bytes = LARGE_REVISION_BYTES) => {
    run.library.upload('film', BYTES);
    const job = lastRevisionJob(run.library);
    return { ...job, revision: { ...job.revision, bytes } };
  };

  test.each(['live', 'bulk'] as const)('is forwarded from the %s queue, unchanged', async (queue) => {
    const job = large();
    expect(await workOnJob(job, run.context({ queue }))).toEqual({ entries: [], forwarded: job });
    expect([run.library.calls, run.store.calls]).toEqual([[], []]);
  });

  test('is worked on from the large queue; one byte less is worked on from any', async () => {
    await workOnJob(large(), run.context({ queue: 'large' }));
    expect(run.library.calls[0]).toBe('download');
    run.library.calls.length = 0;
    await workOnJob(large(LARGE_REVISION_BYTES - 1), run.context());
    expect(run.library.calls[0]).toBe('download');
  });

  test('that runs out of time is tried three times, and is then too large', async () => {
    run.library.intervene = () => OUT_OF_TIME;
    for (const attempt of [1, 2]) {
      await expect(workOnJob(large(), run.context({ queue: 'large', attempt }))).rejects.toBe(OUT_OF_TIME);
    }
    expect(await workOnJob(large(), run.context({ queue: 'large', attempt: 3 }))).toMatchObject({
      entries: [{ outcome: 'too-large', reason: expect.stringContaining('the large worker ran out of time') }],
    });
  });

  test('is not too large after another failure, or on another queue', async () => {
    const failure = new PipelineError('cloudinary-failed', 'no');
    run.library.intervene = () => failure;
    await expect(workOnJob(large(), run.context({ queue: 'large', attempt: 9 }))).rejects.toBe(failure);
    run.library.intervene = () => OUT_OF_TIME;
    await expect(workOnJob(large(1000), run.context({ attempt: 9 }))).rejects.toBe(OUT_OF_TIME);
  });
});

describe('a reread', () => {
  const AT = '2026-11-20T09:15:32.418220Z';
  const reread = (asset: RereadJob['asset'], because = 'restore_asset_version'): RereadJob => ({
    v: 1,
    job: 'reread',
    cloud: 'demo',
    at: AT,
    asset,
    because,
  });

  test('backs up the current revision, with the details that Cloudinary reports', async () => {
    const { asset_id, version } = run.library.upload('photo', BYTES, { tags: ['x'] });
    const { entries } = await workOnJob(reread({ asset_id }), run.context());
    expect(entries).toMatchObject([
      { kind: 'revision', outcome: 'stored', public_id: 'photo', asset_id, version, at: AT, tags: ['x'] },
    ]);
    expect(entries[0]).not.toHaveProperty('triggered_by');
    expect(run.library.calls).toEqual(['currentAsset', 'download']);
  });

  test('looks into the bucket before fetching', async () => {
    const { asset_id, version } = run.library.upload('photo', BYTES);
    const image = { resource_type: 'image', type: 'upload', public_id: 'photo' };
    run.store.place(revisionKey('demo', image, { version, format: 'png' }), BYTES);
    expect(await workOnJob(reread({ asset_id }), run.context())).toMatchObject({
      entries: [{ outcome: 'already-stored' }],
    });
    expect(run.library.calls).toEqual(['currentAsset']);
  });

  test('of a revision that is younger than the cause dates it by its version', async () => {
    run.library.clock = 1_900_000_000;
    const { asset_id, version } = run.library.upload('photo', BYTES);
    const job = { ...reread({ asset_id }), triggered_by: { source: 'api', id: '1' } };
    expect(await workOnJob(job, run.context())).toMatchObject({
      entries: [{ at: instantOfSeconds(version), triggered_by: { source: 'api', id: '1' } }],
    });
  });

  test('of a large revision forwards the revision', async () => {
    const { asset_id } = run.library.upload('film', BYTES);
    const { revision } = await currentWith({ asset_id }, { bytes: LARGE_REVISION_BYTES });
    const result = await workOnJob({ ...reread({ asset_id }), absentSince: instantOfSeconds(0) }, run.context());
    expect(result).toMatchObject({ entries: [], forwarded: { job: 'revision', revision } });
    // What was denied is here: if it is denied again, that must be confirmed again.
    expect(result.forwarded).not.toHaveProperty('absentSince');
  });

  test('of a withdrawn asset records what moderation decided, each kind with an id of its own', async () => {
    const { asset_id } = run.library.upload('photo', BYTES);
    const withdrawn = await currentWith({ asset_id }, {});
    const moderation = [
      { kind: 'manual', status: 'rejected' },
      { kind: 'x', status: 'approved' },
    ];
    const context = run.context();
    const currentAsset = async () => ({ ...withdrawn, details: { moderation }, placeholder: true });
    const api = { ...context.cloud.api, currentAsset };
    const job = { ...reread({ asset_id }, 'moderation_summary'), triggered_by: { id: '1' } };
    const { entries } = await workOnJob(job, { ...context, cloud: { ...context.cloud, api } });
    const shared = { kind: 'moderation', id: expect.any(String), at: AT, cloud: 'demo', triggered_by: { id: '1' } };
    expect(entries).toEqual(moderation.map((now) => ({ ...shared, ...withdrawn.asset, change: { now } })));
    expect(new Set(entries.map(({ id }) => id)).size).toBe(2);
  });

  test('of an asset that is gone or withdrawn records nothing else', async () => {
    expect(await workOnJob(reread({ asset_id: 'a' }), run.context())).toEqual({ entries: [] });
    const { asset_id } = run.library.upload('photo', BYTES);
    run.library.withdraw('photo');
    expect(await workOnJob(reread({ asset_id }, 'moderation'), run.context())).toEqual({ entries: [] });
  });

  test('after delete_by_token records the deletion, if the asset is named and gone', async () => {
    const image = { resource_type: 'image', type: 'upload', public_id: 'photo' };
    const job = reread(image, 'delete_by_token');
    expect(await workOnJob(job, run.context())).toEqual({
      entries: [{ kind: 'deleted', id: expect.any(String), at: AT, cloud: 'demo', ...image }],
    });
    expect(await workOnJob(reread({ asset_id: 'a' }, 'delete_by_token'), run.context())).toEqual({ entries: [] });
    run.library.upload('photo', BYTES);
    expect(await workOnJob(job, run.context())).toMatchObject({ entries: [{ kind: 'revision' }] });
  });

  test('is tried again if Cloudinary cannot answer', async () => {
    const failure = new PipelineError('throttled', 'no');
    run.library.intervene = () => failure;
    await expect(workOnJob(reread({ asset_id: 'a' }), run.context())).rejects.toBe(failure);
  });
});

test('a record job returns its entries unchanged', async () => {
  run.library.upload('photo', BYTES);
  run.library.destroy('photo');
  const job = run.library.jobs.at(-1);
  if (job?.job !== 'record') throw new Error('no record');
  expect(await workOnJob(job, run.context())).toEqual({ entries: job.entries });
  expect(run.store.calls).toEqual([]);
});
