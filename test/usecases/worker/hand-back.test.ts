import { describe, expect, test } from 'vitest';
import { PipelineError } from '#shared/domain/errors.ts';
import type { Job } from '#shared/domain/jobs/job.ts';
import { workOnBatch } from '#shared/usecases/worker/work-on-batch.ts';
import type { ReceivedMessage } from '#shared/usecases/worker/worker-dependencies.ts';
import { someBytes } from '#test/doubles/byte-sources.ts';
import { lastRevisionJob, messageOf, run, useWorkerRun } from '#test/doubles/worker-run.ts';

const NOW = new Date('2026-11-20T09:30:00Z');
const AT_TEN = '2026-11-20T10:00:00.000000Z';
const THROTTLED = new PipelineError('throttled', 'no', { retryAt: new Date(AT_TEN) });

useWorkerRun();

function upload(): Job {
  run.library.upload('photo', someBytes(100));
  return lastRevisionJob(run.library);
}

function deliver(messages: readonly ReceivedMessage[], overrides: object = {}) {
  return workOnBatch(messages, run.dependencies({ now: () => NOW, ...overrides }));
}

describe('a job that has to wait', () => {
  test('is sent again with a delay, and its message is acknowledged', async () => {
    const job = upload();
    run.library.intervene = () => THROTTLED;
    const sentAt = new Date('2026-11-20T09:29:00Z');
    expect(await deliver([messageOf(job, { receiveCount: 3, sentAt, queue: 'bulk' })])).toEqual([]);
    const next = { ...job, attempts: 2, firstSentAt: '2026-11-20T09:29:00.000000Z', notBefore: AT_TEN };
    expect(run.waiting).toEqual([{ queue: 'bulk', job: next, seconds: 600 }]);
    expect(run.waits).toMatchObject([{ error: THROTTLED, cloud: 'demo', cause: 'run', message: { attempt: 3 } }]);
    expect([run.failures, run.delays, run.recorded]).toEqual([[], [], []]);
  });

  test('is sent on without any work until the wait is over, with the age and attempts of its first message', async () => {
    const firstSentAt = '2026-11-19T09:30:00.000000Z';
    const job = { ...upload(), attempts: 4, firstSentAt, notBefore: AT_TEN };
    for (const [now, seconds] of [
      [NOW, 600],
      [new Date('2026-11-20T09:59:59.500Z'), 1],
    ] as const) {
      run.waiting.length = 0;
      expect(await deliver([messageOf(job, { receiveCount: 7 })], { now: () => now })).toEqual([]);
      expect(run.waiting).toEqual([{ queue: 'live', job, seconds }]);
    }
    expect([run.library.calls, run.store.calls]).toEqual([[], []]);
    expect(run.waits).toMatchObject(
      Array(2).fill({ error: undefined, message: { attempt: 11, sentAt: new Date(firstSentAt) } }),
    );

    const failure = new PipelineError('storage-failed', 'no');
    run.store.before = () => failure;
    const [message, now] = [messageOf(job), () => new Date(AT_TEN)];
    expect(await deliver([message], { now })).toEqual([message.id]);
    expect(run.failures).toMatchObject([{ error: failure, seconds: 360, message: { attempt: 5 } }]);
    run.store.before = () => undefined;
    expect(await deliver([message], { now })).toEqual([]);
    // It may have been stored before it waited.
    expect(run.store.calls.find(({ name }) => name !== 'list')).toMatchObject({ name: 'head' });
    expect(run.journal()).toMatchObject([{ outcome: 'stored' }]);
  });

  test('is sent together with others that wait as long', async () => {
    const job = upload();
    run.library.intervene = () => THROTTLED;
    const sent: unknown[] = [];
    const sendAgain = async (queue: string, jobs: readonly Job[]) => void sent.push([queue, jobs.length]);
    const messages = (['live', 'bulk', 'live'] as const).map((queue, index) => ({
      ...messageOf(job, { queue }),
      id: String(index),
    }));
    expect(await deliver(messages, { sendAgain })).toEqual([]);
    expect(sent).toEqual([
      ['live', 2],
      ['bulk', 1],
    ]);
  });

  test('is handed back if it cannot be sent', async () => {
    const refusal = new PipelineError('storage-failed', '1 of 1 messages were not sent');
    const waits = messageOf({ ...upload(), notBefore: AT_TEN });
    expect(await deliver([waits], { sendAgain: () => Promise.reject(refusal) })).toEqual([waits.id]);
    expect(run.failures).toMatchObject([{ error: refusal, seconds: 23 }]);
    expect([run.waits, run.delays]).toMatchObject([[], [{ id: waits.id }]]);
  });

  test('ends as a dead letter if it has failed 25 times: its message counts on', async () => {
    run.library.intervene = () => THROTTLED;
    const job = { ...upload(), attempts: 20 };
    const [once, last] = [messageOf(job, { receiveCount: 4 }), messageOf(job, { receiveCount: 5 })];
    expect(await deliver([once])).toEqual([]);
    expect(run.waiting).toMatchObject([{ job: { attempts: 23 } }]);
    expect(await deliver([last])).toEqual([last.id]);
    expect(run.delays).toEqual([{ id: last.id, seconds: 2700 }]);
  });

  test('waits for an asset that Cloudinary does not have, and says since when', async () => {
    const job = upload();
    run.library.intervene = () => new PipelineError('absent', 'no such asset');
    await deliver([messageOf(job)]);
    expect(run.waiting).toMatchObject([{ seconds: 45, job: { absentSince: '2026-11-20T09:30:00.000000Z' } }]);
  });
});
