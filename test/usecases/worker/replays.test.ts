import { describe, expect, test } from 'vitest';
import { PipelineError } from '#shared/domain/errors.ts';
import type { Job, RevisionJob } from '#shared/domain/jobs/job.ts';
import { instantOfSeconds, millisecondsOf } from '#shared/domain/text/instant.ts';
import { RecentWork } from '#shared/usecases/worker/recent-work.ts';
import { workOnBatch } from '#shared/usecases/worker/work-on-batch.ts';
import type { WorkerDependencies } from '#shared/usecases/worker/worker-dependencies.ts';
import { lastRenameJob, lastRevisionJob, messageOf, run } from '#test/doubles/worker-run.ts';
import { FAILURE, job, key, OTHERS, usePhoto } from './photo.ts';

usePhoto();

/** Delivers jobs as messages that were sent so many seconds after the photo's upload, with an id each. */
function deliver(jobs: readonly Job[], seconds = 1, overrides: Partial<WorkerDependencies> = {}) {
  const sentAt = new Date(millisecondsOf(job.at) + seconds * 1000);
  const messages = jobs.map((each, index) => messageOf(each, { id: `${index}`, sentAt }));
  return workOnBatch(messages, run.dependencies(overrides));
}

function times<Item>(count: number, item: Item): readonly Item[] {
  return Array<Item>(count).fill(item);
}

function downloads() {
  return run.library.calls.filter((call) => call === 'download').length;
}

function heads() {
  return run.store.calls.filter(({ name }) => name === 'head').length;
}

function outcomes() {
  return run.journal().map((entry) => (entry.kind === 'revision' ? entry.outcome : entry.kind));
}

describe('the first delivery of a notification', () => {
  test.each([0, 1, 5])(
    'that is sent %i seconds after its event makes no request more than the copy needs',
    async (s) => {
      expect(await deliver([job], s)).toEqual([]);
      expect(run.store.calls.map(({ name }) => name)).toEqual(['put', 'put']);
      expect({ heads: heads(), downloads: downloads() }).toEqual({ heads: 0, downloads: 1 });
    },
  );

  test('that comes late first looks into the bucket', async () => {
    await deliver([job], 6);
    expect({ heads: heads(), downloads: downloads() }).toEqual({ heads: 1, downloads: 1 });
  });

  test('of an old revision first looks into the bucket, even if the event is new', async () => {
    const { revision } = job;
    await deliver([{ ...job, revision: { ...revision, version: revision.version - 20 } }]);
    expect(heads()).toBe(1);
  });
});

describe('replays of a stored notification', () => {
  test('cost one download and one entry in all: 1,000 in batches of ten, within seconds of the event', async () => {
    for (let batch = 0; batch < 100; batch++) expect(await deliver(times(10, job))).toEqual([]);
    expect(downloads()).toBe(1);
    expect(outcomes()).toEqual(['stored']);
    expect(heads()).toBe(999);
  });

  test('cost no download in a function that remembers nothing, if they come late', async () => {
    await deliver([job]);
    for (let instance = 0; instance < 20; instance++) await deliver([job], 20, { recent: new RecentWork() });
    expect(downloads()).toBe(1);
  });

  test('with another time of their own are recorded, and downloaded once', async () => {
    const other: RevisionJob = { ...job, at: job.at.replace('000000Z', '000001Z') };
    expect(other.at).not.toBe(job.at);
    await deliver([job, other, job, other]);
    await deliver([other, job]);
    expect({ downloads: downloads(), outcomes: outcomes() }).toEqual({
      downloads: 1,
      outcomes: ['stored', 'already-stored'],
    });
  });

  test('store it again if its object is gone since, and say so', async () => {
    await deliver([job]);
    run.store.objects.delete(key);
    await deliver([job]);
    expect({ downloads: downloads(), outcomes: outcomes() }).toEqual({ downloads: 2, outcomes: ['stored', 'stored'] });
  });

  test('are not recorded before the first is: they come back with it', async () => {
    run.store.before = ({ name, key }) => (name === 'put' && key.startsWith('pipeline/journal/') ? FAILURE : undefined);
    expect(await deliver(times(3, job))).toEqual(['0', '1', '2']);
    run.store.before = () => undefined;
    expect(await deliver(times(3, job))).toEqual([]);
    expect({ downloads: downloads(), entries: run.journal().length }).toEqual({ downloads: 1, entries: 1 });
  });

  test('fail with the first, without a request of their own', async () => {
    run.library.intervene = () => new PipelineError('cloudinary-failed', 'no');
    expect(await deliver(times(8, job))).toEqual(times(8, '').map((_, index) => `${index}`));
    expect(downloads()).toBe(1);
    expect(run.failures).toHaveLength(8);
  });

  test('of other events make no entry either', async () => {
    await deliver([job]);
    run.library.tag('a/photo', ['y']);
    const tagged = run.library.jobs.at(-1);
    run.library.rename('a/photo', 'b');
    const renamed = lastRenameJob(run.library);
    if (tagged === undefined) throw new Error('Nothing reported the tags.');
    for (let round = 0; round < 5; round++) await deliver([job, tagged, renamed, renamed]);
    expect(outcomes().sort()).toEqual(['renamed', 'stored', 'tags']);
    expect(downloads()).toBe(1);
  });

  test('of an excluded upload make one entry', async () => {
    const clouds = new Map([['demo', { ...run.context().cloud, rules: { exclude: { prefixes: ['a/'] } } }]]);
    for (let round = 0; round < 5; round++) await deliver(times(3, job), 1, { clouds });
    expect(outcomes()).toEqual(['excluded']);
  });

  test('of a revision that is not there are tried each time, and recorded', async () => {
    run.library.destroy('a/photo');
    const absent: RevisionJob = { ...job, absentSince: instantOfSeconds(0) };
    await deliver([absent]);
    await deliver([absent]);
    expect(outcomes()).toEqual(['never-existed', 'never-existed']);
  });
});

test("a run's job is recorded each time, because the run waits for its entry", async () => {
  await deliver([job]);
  const mending: RevisionJob = { ...job, origin: 'verify' };
  await deliver([mending, mending]);
  await deliver([mending]);
  expect({ downloads: downloads(), outcomes: outcomes() }).toEqual({
    downloads: 1,
    outcomes: ['stored', ...times(3, 'already-stored')],
  });
});

test('two revisions of one second do not pass for each other', async () => {
  await deliver([job]);
  run.library.upload('a/photo', OTHERS);
  const second = lastRevisionJob(run.library);
  const { version } = job.revision;
  await deliver([{ ...second, at: job.at, revision: { ...second.revision, version } }]);
  expect(outcomes()).toEqual(['stored', 'stored']);
  expect(run.store.bodies('pipeline/res/').size).toBe(2);
});

test('the memory is bounded: what is oldest is forgotten first, and looked for no more', () => {
  const recent = new RecentWork();
  const entryOf = (version: number) => {
    const { asset, revision, at, cloud } = job;
    return { kind: 'deleted', id: `${version}`, at, cloud, ...asset, version: revision.version + version } as const;
  };
  recent.recorded(Array.from({ length: 10_001 }, (_, version) => entryOf(version)));
  expect(recent.unrecorded([entryOf(1), entryOf(10_000)])).toEqual([]);
  expect(recent.unrecorded([entryOf(0)])).toHaveLength(1);
});
