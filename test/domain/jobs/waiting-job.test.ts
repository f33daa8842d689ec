import { expect, test } from 'vitest';
import type { Job } from '#shared/domain/jobs/job.ts';
import {
  attemptOf,
  delaySecondsOf,
  firstSent,
  freshJob,
  MAX_ATTEMPTS,
  type WaitReason,
  waitingJob,
} from '#shared/domain/jobs/waiting-job.ts';

const NOW = new Date('2026-11-20T09:00:00Z');
const HOUR = 3600;
const DAY = 24 * HOUR;
const JOB: Job = { v: 1, job: 'record', cloud: 'demo', at: '2026', entries: [] };
const POLICY = { baseSeconds: 30, capSeconds: HOUR };

function after(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1000);
}

function wait(reason: Partial<WaitReason>, { job = JOB, random = 1, policy = POLICY } = {}): Job | undefined {
  const defaults = { code: 'throttled', retryAt: undefined, attempt: 1, firstSent: NOW } as const;
  return waitingJob(job, { ...defaults, ...reason }, policy, random, NOW);
}

function secondsOf(job: Job | undefined): number | undefined {
  return job?.notBefore === undefined ? undefined : (Date.parse(job.notBefore) - NOW.getTime()) / 1000;
}

test.each<[string, Partial<WaitReason>, number, number]>([
  ['no longer than the base at first', {}, 15, 30],
  ['until the moment that was named', { retryAt: after(1800) }, 1800, 1800],
  ['at least for half of the base', { retryAt: after(1) }, 15, 30],
  ['at least for half of the base after a moment in the past', { retryAt: after(-5) }, 15, 30],
  ['no longer than SQS once allowed for one message', { retryAt: after(400 * DAY) }, 42_300, 42_300],
  ['as long as it is old', { firstSent: after(-300) }, 150, 300],
  ['up to a quarter of an hour', { firstSent: after(-DAY) }, 450, 900],
  ['by the named moment alone, however old it is', { firstSent: after(-DAY), retryAt: after(60) }, 60, 60],
  ['about a minute for an asset that is absent', { code: 'absent', firstSent: after(-DAY) }, 30, 60],
])('a job waits %s', (_, reason, least, most) => {
  expect(secondsOf(wait(reason, { random: 0 }))).toBe(least);
  expect(secondsOf(wait(reason, { random: 1 }))).toBe(most);
});

test('a wait without a named moment is never longer than the configured cap', () => {
  const policy = { baseSeconds: 1, capSeconds: 2 };
  expect(secondsOf(wait({ firstSent: after(-DAY) }, { policy }))).toBe(2);
  expect(secondsOf(wait({ code: 'absent' }, { policy }))).toBe(2);
});

test('a wait uses up no attempt, and keeps what is known from before', () => {
  const first = wait({ attempt: 3, code: 'absent', firstSent: after(-100) });
  expect(first).toEqual({
    ...JOB,
    firstSentAt: '2026-11-20T08:58:20.000000Z',
    attempts: 2,
    notBefore: '2026-11-20T09:01:00.000000Z',
    absentSince: '2026-11-20T09:00:00.000000Z',
  });
  expect([attemptOf(first, 1), attemptOf(undefined, 2)]).toEqual([3, 2]);
  expect([firstSent(first, NOW), firstSent(undefined, NOW)]).toEqual([after(-100), NOW]);
  const absentSince = '2026-11-20T08:00:00.000000Z';
  expect(wait({ code: 'absent' }, { job: { ...JOB, absentSince } })).toMatchObject({ absentSince });
  expect(wait({}, { job: { ...JOB, absentSince } })).toMatchObject({ absentSince });
  expect(wait({})).not.toHaveProperty('absentSince');
  expect(first && freshJob(first)).toEqual(JOB);
});

test('a job that failed too often or waited for two weeks is not sent again', () => {
  expect(wait({ attempt: MAX_ATTEMPTS - 1 })).toMatchObject({ attempts: MAX_ATTEMPTS - 2 });
  expect(wait({ attempt: MAX_ATTEMPTS })).toBeUndefined();
  expect(wait({ firstSent: after(-14 * DAY + 1) })).toBeDefined();
  expect(wait({ firstSent: after(-14 * DAY) })).toBeUndefined();
});

test('a message is delayed by ten minutes at most, so a longer wait takes several', () => {
  const until = (seconds: number): Job => ({ ...JOB, notBefore: `${after(seconds).toISOString().slice(0, -1)}000Z` });
  expect(
    [JOB, until(-1), until(0), until(0.5), until(600), until(HOUR)].map((job) => delaySecondsOf(job, NOW)),
  ).toEqual([0, 0, 0, 1, 600, 600]);
});
