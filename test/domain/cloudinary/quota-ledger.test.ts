import { describe, expect, test } from 'vitest';
import type { Quota } from '#shared/domain/cloudinary/quota.ts';
import { QuotaLedger, type QuotaOfAnswer } from '#shared/domain/cloudinary/quota-ledger.ts';

const NOW = new Date('2026-11-20T09:30:00Z');
const AT_TEN = new Date('2026-11-20T10:00:00Z');
const AT_ELEVEN = new Date('2026-11-20T11:00:00Z');
const SILENT: QuotaOfAnswer = { limit: undefined, remaining: undefined, resetsAt: undefined, retryAfter: undefined };

function says(remaining: number, more: Partial<QuotaOfAnswer> = {}): QuotaOfAnswer {
  return { ...SILENT, limit: 500, remaining, resetsAt: AT_TEN, ...more };
}

function quotaOf(remaining: number, resetsAt = AT_TEN): Quota {
  return { limit: 500, remaining, resetsAt };
}

/** Makes one call and hears that answer. */
function call(ledger: QuotaLedger, answer: QuotaOfAnswer, status: number | undefined = 200, now = NOW): void {
  expect([ledger.blockedUntil(now), ledger.begin(now)]).toEqual([undefined, true]);
  ledger.end(ledger.answered(status, answer, now), now);
}

/** How many calls may be made, one after the other, with answers that say nothing. */
function silentCalls(ledger: QuotaLedger, now = NOW): number {
  for (let made = 0; ; made += 1) {
    if (ledger.blockedUntil(now) !== undefined || made > 2000) return made;
    call(ledger, SILENT, 404, now);
  }
}

describe('before anything is known', () => {
  test('one call at a time finds the quota out', () => {
    const ledger = new QuotaLedger(0.2);
    expect([ledger.begin(NOW), ledger.begin(NOW), ledger.blockedUntil(NOW)]).toEqual([true, false, undefined]);
    ledger.end(ledger.answered(404, says(102), NOW), NOW);
    expect([ledger.begin(NOW), ledger.blockedUntil(NOW), ledger.begin(NOW)]).toEqual([true, undefined, true]);
    // Both in flight use up what is above the reserve.
    expect(ledger.blockedUntil(NOW)).toEqual(AT_TEN);
    expect(ledger.begin(AT_TEN)).toBe(false);
  });

  test('and without any report, the smallest quota is assumed, until the end of each hour', () => {
    const ledger = new QuotaLedger(0.2);
    expect(silentCalls(ledger)).toBe(400);
    expect([ledger.blockedUntil(NOW), ledger.quota(NOW)]).toEqual([AT_TEN, undefined]);
    expect(silentCalls(ledger, AT_TEN)).toBe(400);
    expect(ledger.blockedUntil(AT_TEN)).toEqual(AT_ELEVEN);
  });
});

describe('answers', () => {
  test.each([200, 404, 500, undefined])('with status %s teach the quota', (status) => {
    const ledger = new QuotaLedger(0.2);
    call(ledger, says(101), status);
    expect(ledger.quota(NOW)).toEqual(quotaOf(101));
    call(ledger, says(100), status);
    expect(ledger.blockedUntil(NOW)).toEqual(AT_TEN);
    expect(ledger.blockedUntil(AT_TEN)).toBeUndefined();
  });

  test('that say nothing are counted down from what was known, reported or recalled', () => {
    const ledger = new QuotaLedger(0.2);
    ledger.recall(quotaOf(103));
    call(ledger, SILENT);
    expect(ledger.quota(NOW)).toEqual(quotaOf(102));
    call(ledger, says(102));
    expect(silentCalls(ledger)).toBe(2);
    expect(ledger.quota(NOW)).toEqual(quotaOf(100));
    // The next hour, the limit is what it was.
    const large = new QuotaLedger(0.2);
    call(large, { ...says(1999), limit: 2000 });
    expect(silentCalls(large, AT_TEN)).toBe(1600);
  });

  test.each<[string, Partial<QuotaOfAnswer>]>([
    ['no limit', { limit: undefined }],
    ['nothing left', { remaining: undefined }],
    ['no reset', { resetsAt: undefined }],
    ['a reset in the past', { resetsAt: NOW }],
    ['a reset in years', { resetsAt: new Date('2036-01-01') }],
  ])('with %s report nothing', (_, more) => {
    const ledger = new QuotaLedger(0.2);
    call(ledger, says(499, more));
    expect(ledger.quota(NOW)).toBeUndefined();
    expect(silentCalls(ledger)).toBe(399);
  });

  test('that overtake each other never raise the quota within an hour', () => {
    const ledger = new QuotaLedger(0.2);
    const hear = (answer: QuotaOfAnswer) => {
      ledger.answered(200, answer, NOW);
      return ledger.quota(NOW);
    };
    expect(hear(says(300))).toEqual(quotaOf(300));
    expect(hear(says(301))).toEqual(quotaOf(300));
    expect(hear(says(299))).toEqual(quotaOf(299));
    expect(hear({ ...says(1700), limit: 2000 })).toMatchObject({ limit: 2000, remaining: 1700 });
    expect(hear(says(499, { resetsAt: AT_ELEVEN }))).toEqual(quotaOf(499, AT_ELEVEN));
    expect(hear(says(1))).toEqual(quotaOf(499, AT_ELEVEN));
  });
});

describe('a refusal', () => {
  const until = (...refusals: readonly [status: number, answer: QuotaOfAnswer][]) => {
    const ledger = new QuotaLedger(0.2);
    for (const [status, answer] of refusals) call(ledger, answer, status);
    return ledger.blockedUntil(NOW);
  };
  const minute = new Date(NOW.getTime() + 60_000);

  test.each([420, 429])('%i is remembered until the time that it names, else until the end of the hour', (status) => {
    expect(until([status, SILENT])).toEqual(AT_TEN);
    expect(until([status, { ...SILENT, resetsAt: AT_ELEVEN }])).toEqual(AT_ELEVEN);
    expect(until([status, says(0, { resetsAt: AT_ELEVEN })])).toEqual(AT_ELEVEN);
    expect(until([status, { ...SILENT, retryAfter: minute }])).toEqual(minute);
    expect(until([status, says(400, { retryAfter: minute })])).toEqual(minute);
    expect(until([status, { ...SILENT, retryAfter: NOW }])).toEqual(AT_TEN);
  });

  test('that names a time holds although another call in flight was refused without one', () => {
    const ledger = new QuotaLedger(0.2);
    ledger.answered(420, says(400, { retryAfter: minute }), NOW);
    ledger.answered(420, says(400), NOW);
    expect(ledger.blockedUntil(NOW)).toEqual(minute);
  });

  test('while plenty is left may be for another reason, unless there are four in a row', () => {
    const refusal: [number, QuotaOfAnswer] = [420, says(400)];
    expect(until(refusal, refusal, refusal)).toBeUndefined();
    expect(until(refusal, refusal, refusal, refusal)).toEqual(AT_TEN);
    expect(until(refusal, refusal, refusal, [404, says(400)], refusal)).toBeUndefined();
  });
});

test('the recalled quota counts until one is reported, and again after that has reset', () => {
  const ledger = new QuotaLedger(0.2);
  ledger.recall(quotaOf(50));
  expect([ledger.quota(NOW), ledger.blockedUntil(NOW)]).toEqual([quotaOf(50), AT_TEN]);
  ledger.answered(200, says(400), NOW);
  expect([ledger.quota(NOW), ledger.blockedUntil(NOW)]).toEqual([quotaOf(400), undefined]);
  expect(ledger.quota(AT_TEN)).toEqual(quotaOf(50));
  ledger.recall(quotaOf(50, AT_ELEVEN));
  expect(ledger.blockedUntil(AT_TEN)).toEqual(AT_ELEVEN);
  const fresh = new QuotaLedger(0.2);
  fresh.answered(200, says(400), NOW);
  expect(fresh.quota(AT_TEN)).toEqual(quotaOf(400));
});
