import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { LARGE_REVISION_BYTES } from '#shared/domain/asset/revision.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { Job } from '#shared/domain/jobs/job.ts';
import { byteSourceOf } from '#shared/usecases/byte-source.ts';
import { RecentWork } from '#shared/usecases/worker/recent-work.ts';
import { workOnBatch } from '#shared/usecases/worker/work-on-batch.ts';
import type { ReceivedMessage } from '#shared/usecases/worker/worker-dependencies.ts';
import { someBytes } from '#test/doubles/byte-sources.ts';
import { lastRevisionJob, messageOf, run, useWorkerRun, workerRun } from '#test/doubles/worker-run.ts';

const BYTES = someBytes(1000);
const FAILURE = new PipelineError('storage-failed', 'S3 failed.');
const OUT_OF_TIME = new PipelineError('out-of-time', 'No time left.');

function never() {
  return new Promise<never>(() => {});
}

useWorkerRun();

function uploads(count: number): readonly Job[] {
  for (let index = 0; index < count; index++) run.library.upload(`photo ${index}`, someBytes(100, index + 1));
  return run.library.jobs.slice(-count);
}

function deliver(...messages: readonly ReceivedMessage[]) {
  return workOnBatch(messages, run.dependencies());
}

function journalKeys() {
  return [...run.store.bodies('pipeline/journal/').keys()];
}

function idsOf(jobs: readonly Job[]) {
  return jobs.map((job) => messageOf(job).id);
}

function failJournal(failure: Error | undefined) {
  run.store.before = ({ name, key }) => (name === 'put' && key.startsWith('pipeline/journal/') ? failure : undefined);
}

describe('a batch', () => {
  test('writes one journal object after all revisions', async () => {
    const jobs = uploads(10);
    expect(await run.work(jobs)).toEqual([]);
    expect(journalKeys()).toEqual([
      expect.stringMatching(/^pipeline\/journal\/demo\/2026\/11\/20\/09\/\w{26}\.ndjson$/),
    ]);
    expect(run.store.calls.at(-1)).toMatchObject({ name: 'put', key: journalKeys()[0] });
    expect(run.journal().map((entry) => entry.kind === 'revision' && entry.outcome)).toEqual(Array(10).fill('stored'));
    expect(run.journal()).toMatchObject(Array(10).fill({ v: 1, recorded_at: '2026-11-20T09:00:00.000000Z' }));
    expect(run.recorded).toHaveLength(10);
    expect(run.failures).toEqual([]);
    expect(run.delays).toEqual([]);
  });

  test('with several clouds writes one object for each, and one may fail alone', async () => {
    const other = workerRun();
    other.library.upload('elsewhere', BYTES);
    const otherJob: Job = { ...lastRevisionJob(other.library), cloud: 'other' };
    const clouds = new Map([
      ['demo', run.context().cloud],
      ['other', { ...other.context().cloud }],
    ]);
    const jobs = [...uploads(2), otherJob];
    run.store.before = ({ key }) => (key.startsWith('pipeline/journal/other/') ? FAILURE : undefined);
    expect(await run.work(jobs, { clouds })).toEqual(idsOf([otherJob]));
    expect(journalKeys()).toEqual([expect.stringMatching(/^pipeline\/journal\/demo\//)]);
    run.store.before = () => undefined;
    expect(await run.work([otherJob], { clouds })).toEqual([]);
    expect(journalKeys()).toHaveLength(2);
  });

  test('with nothing to record writes no journal', async () => {
    const job: Job = { v: 1, job: 'reread', cloud: 'demo', at: '2026', asset: { asset_id: 'a' }, because: 'info' };
    expect(await run.work([job])).toEqual([]);
    expect(run.store.objects.size).toBe(0);
    expect(await run.work([])).toEqual([]);
  });

  test('hands back the failed messages, each with its own delay, and keeps the rest', async () => {
    const jobs = uploads(3);
    run.library.intervene = () =>
      run.library.calls.length === 2 ? new PipelineError('cloudinary-failed', 'no') : undefined;
    expect(await run.work(jobs)).toEqual(idsOf(jobs.slice(1, 2)));
    expect(run.failures).toMatchObject([{ error: { code: 'cloudinary-failed' }, seconds: 23 }]);
    expect(run.delays).toEqual([{ id: idsOf(jobs)[1], seconds: 23 }]);
    expect(run.journal()).toHaveLength(2);
  });

  test('delays a message according to its receive count', async () => {
    const [job] = uploads(1);
    run.library.intervene = () => FAILURE;
    await deliver(messageOf(job, { receiveCount: 3 }));
    expect(run.delays).toMatchObject([{ seconds: 90 }]);
  });

  test('tries again after an unforeseen error', async () => {
    const jobs = uploads(2);
    const unforeseen = new TypeError('x is not a function');
    run.library.intervene = () => (run.library.calls.length === 1 ? unforeseen : undefined);
    expect(await run.work(jobs)).toEqual(idsOf(jobs.slice(0, 1)));
    expect(run.failures).toMatchObject([{ error: unforeseen }]);
    expect(run.journal()).toHaveLength(1);
  });

  test('reports a message whose delay cannot be set, and which returns by itself', async () => {
    const jobs = uploads(1);
    run.library.intervene = () => FAILURE;
    const refusal = new Error('ReceiptHandleIsInvalid');
    expect(await run.work(jobs, { delay: () => Promise.reject(refusal) })).toEqual(idsOf(jobs));
    expect(run.failures.map(({ error }) => error)).toEqual([FAILURE]);
    expect(run.notDelayed).toEqual([refusal]);
  });

  test.each([
    ['no JSON', '{'],
    ['no job', '[]'],
    ['an unknown job', '{"v":1,"job":"dance","cloud":"demo"}'],
    ['a job in another version', '{"v":2,"job":"record","cloud":"demo","entries":[]}'],
    ['a job for an unknown cloud', '{"v":1,"job":"record","cloud":"elsewhere","entries":[]}'],
    ['a job for no cloud', '{"v":1,"job":"record","entries":[]}'],
  ])('hands back a message that is %s, for the dead-letter queue', async (_, body) => {
    const [job] = uploads(1);
    const failed = await deliver({ ...messageOf(job), id: 'odd', body }, messageOf(job));
    expect(failed).toEqual(['odd']);
    expect(run.failures).toMatchObject([{ error: { code: 'malformed-message' } }]);
    expect(run.journal()).toHaveLength(1);
  });

  test('reports for each failure the cloud that its message names, if any', async () => {
    const jobs = uploads(1);
    const elsewhere = '{"v":1,"job":"record","cloud":"elsewhere","entries":[]}';
    const odd = ['{', elsewhere].map((body) => ({ ...messageOf(jobs[0]), id: body, body }));
    const clouds = () => run.failures.splice(0).map(({ cloud }) => cloud);
    failJournal(FAILURE);
    await deliver(...odd, ...jobs.map((job) => messageOf(job)));
    expect(clouds().sort()).toEqual(['demo', 'elsewhere', undefined]);
    await run.work(jobs, { deadline: AbortSignal.abort(OUT_OF_TIME) });
    expect(clouds()).toEqual(['demo']);
    run.library.intervene = () => FAILURE;
    await run.work(jobs);
    expect(clouds()).toEqual(['demo']);
  });

  test('reports for each entry its cause, and when its journal object was written', async () => {
    const [a, b] = uploads(2);
    await deliver(messageOf(a), messageOf(b, { queue: 'bulk' }));
    // The first moment is the one in the journal; reports follow once it is written.
    const at = new Date('2026-11-20T09:00:01Z');
    expect(run.recordings).toEqual([
      { cause: 'notification', at },
      { cause: 'run', at },
    ]);
  });

  test("recognises a run's job on every queue, and counts every job on bulk as one", async () => {
    const [job] = uploads(1);
    const asked = { ...job, origin: 'inventory' };
    const elsewhere = { ...asked, cloud: 'elsewhere' };
    const cases = [
      [messageOf(job), 'notification'],
      [messageOf(job, { queue: 'large' }), 'notification'],
      [messageOf(job, { queue: 'bulk' }), 'run'],
      [messageOf(asked, { queue: 'large' }), 'run'],
      [messageOf(asked), 'run'],
      [messageOf(elsewhere, { queue: 'large' }), 'run'],
      [messageOf('no job', { queue: 'large' }), 'notification'],
    ] as const;
    for (const [message, cause] of cases) {
      await workOnBatch([message], run.dependencies({ recent: new RecentWork() }));
      expect([...run.recordings.splice(0), ...run.failures.splice(0)]).toMatchObject([{ cause }]);
    }
    failJournal(FAILURE);
    await deliver(messageOf(asked, { queue: 'large' }));
    expect(run.failures).toMatchObject([{ error: FAILURE, cause: 'run' }]);
  });

  test("first looks into the bucket for a run's job and on redelivery", async () => {
    const [job] = uploads(1);
    const asked = { ...job, origin: 'verify' };
    const messages = [messageOf(job, { queue: 'bulk' }), messageOf(job, { receiveCount: 2 }), messageOf(asked)];
    for (const message of messages) {
      run.store.calls.length = 0;
      await deliver(message);
      expect(run.store.calls[0]).toMatchObject({ name: 'head' });
    }
  });
});

describe('the journal', () => {
  /** Gives every journal object the same key. */
  const SAME_KEY = { entropy: () => new Uint8Array(10), now: () => new Date(Date.UTC(2026, 10, 20, 9)) };

  test('if it cannot be written, fails every message of its cloud, but keeps the revisions', async () => {
    const jobs = uploads(5);
    failJournal(FAILURE);
    expect(await run.work(jobs)).toEqual(idsOf(jobs));
    expect(run.failures.map(({ error }) => error)).toEqual(Array(5).fill(FAILURE));
    expect(run.recorded).toEqual([]);
    expect(run.store.bodies('pipeline/res/').size).toBe(5);

    failJournal(undefined);
    run.library.calls.length = 0;
    const messages = jobs.map((job) => messageOf(job, { receiveCount: 2 }));
    expect(await deliver(...messages)).toEqual([]);
    expect(run.journal()).toMatchObject(Array(5).fill({ outcome: 'already-stored' }));
    expect(run.library.calls).toEqual([]);
  });

  test('is recognised if it was written but the answer was lost', async () => {
    const jobs = uploads(1);
    expect(await run.work(jobs, SAME_KEY)).toEqual([]);
    // The same key and content, as when the SDK repeats a put that succeeded.
    run.store.objects.delete([...run.store.bodies('pipeline/res/').keys()][0] ?? '');
    expect(await run.work(jobs, SAME_KEY)).toEqual([]);
    expect(journalKeys()).toHaveLength(1);
  });

  test('gets another key on retry if something else has its key', async () => {
    await run.work(uploads(1), SAME_KEY);
    const jobs = uploads(2);
    expect(await run.work(jobs, SAME_KEY)).toEqual(idsOf(jobs));
    expect(run.failures).toMatchObject([{ error: { code: 'key-taken' } }, { error: { code: 'key-taken' } }]);
    expect(await run.work(jobs)).toEqual([]);
  });

  test('is written for finished messages, even if the deadline ended the rest', async () => {
    const controller = new AbortController();
    const jobs = uploads(2);
    run.library.intervene = () => {
      if (run.library.calls.length !== 2) return undefined;
      setTimeout(() => controller.abort(OUT_OF_TIME), 20);
      return { ...byteSourceOf(BYTES), length: undefined, chunks: stalling(controller.signal) };
    };
    expect(await run.work(jobs, { deadline: controller.signal })).toEqual(idsOf(jobs.slice(1)));
    expect(run.failures).toMatchObject([{ error: OUT_OF_TIME }]);
    expect(run.journal()).toHaveLength(1);
  });
});

async function* stalling(signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
  yield await new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

describe('limits', () => {
  test('a message that is not started before the deadline is handed back', async () => {
    const jobs = uploads(2);
    expect(await run.work(jobs, { deadline: AbortSignal.abort(OUT_OF_TIME) })).toEqual(idsOf(jobs));
    expect([run.library.calls, run.store.calls]).toEqual([[], []]);
    expect(run.delays).toHaveLength(2);
  });

  test('no more messages than allowed are worked on at once', async () => {
    let [running, most] = [0, 0];
    const { library } = run;
    const download = library.download.bind(library);
    library.download = async (asset) => {
      most = Math.max(most, ++running);
      await sleep(5);
      running--;
      return download(asset);
    };
    await run.work(uploads(9), { concurrency: 3 });
    expect(most).toBe(3);
  });

  test('a large job is forwarded, and its message is done only when the job is on the queue', async () => {
    const [job] = uploads(1);
    if (job?.job !== 'revision') throw new Error('no revision');
    const large: Job = { ...job, revision: { ...job.revision, bytes: LARGE_REVISION_BYTES } };
    expect(await run.work([large])).toEqual([]);
    expect(run.forwarded).toEqual([large]);
    expect(run.store.objects.size).toBe(0);
    const refusal = new Error('SQS does not answer');
    expect(await run.work([large], { forward: () => Promise.reject(refusal) })).toEqual(idsOf([large]));
    expect(run.failures).toMatchObject([{ error: refusal }]);
  });

  test('a message is not acknowledged before its journal is written', async () => {
    const jobs = uploads(1);
    const put = run.store.put.bind(run.store);
    run.store.put = (key, body, options) => (key.startsWith('pipeline/journal/') ? never() : put(key, body, options));
    const outcome = await Promise.race([run.work(jobs), sleep(50, 'waits')]);
    expect(outcome).toBe('waits');
    expect(run.store.bodies('pipeline/res/').size).toBe(1);
  });
});
