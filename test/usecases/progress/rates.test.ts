import { describe, expect, test } from 'vitest';
import type { InventoryProgress } from '#shared/usecases/progress/inventory-progress.ts';
import { InventoryRates } from '#shared/usecases/progress/inventory-rates.ts';
import { listingCalls, listingSeconds } from '#shared/usecases/progress/listing-estimate.ts';
import { Rate } from '#shared/usecases/progress/rate.ts';
import { tally } from './run-files.ts';

const START = new Date('2026-11-21T10:00:00Z');
function at(seconds: number) {
  return new Date(START.getTime() + seconds * 1_000);
}
function progress(more: Partial<InventoryProgress>): InventoryProgress {
  return { phase: 'listing', assets: undefined, tally: undefined, quota: undefined, shards: undefined, ...more };
}

/** What is read of a run at a moment, by a command that starts then. */
function measured(of: InventoryProgress, seconds: number, pending = 0) {
  return new InventoryRates(START, 0.2).measure(of, pending, at(seconds));
}

describe('while listing', () => {
  const listing = (listed: number, more: Partial<InventoryProgress> = {}) =>
    progress({ assets: 10_000, tally: tally({ listed, bytes: listed * 10 }), ...more });

  test('the rate is measured from the start of the run, even by a command that begins watching later', () => {
    expect(measured(listing(1_000), 100)).toMatchObject({
      listed: 1_000,
      listedBytes: 10_000,
      listedPerSecond: 10,
      secondsLeft: 900,
    });
  });

  test('the time left includes waits for the quota', () => {
    const quota = { limit: 20, remaining: 6, resetsAt: at(1_900) };
    // 18 pages: 2 now, 16 an hour after the reset.
    expect(measured(listing(1_000, { quota }), 100).secondsLeft).toBe(1_800 + 16);
  });

  test('the time left is unknown for a library of unknown size, and before anything is listed', () => {
    for (const unknown of [
      measured(listing(5, { assets: undefined }), 9),
      measured(progress({ assets: 5 }), 9),
      new InventoryRates(undefined, 0.2).measure(listing(5), 0, at(9)),
    ]) {
      expect(unknown.secondsLeft).toBeUndefined();
    }
  });

  test('no time is left once more is listed than the library had', () => {
    expect(measured(listing(10_001), 100).secondsLeft).toBe(0);
  });
});

describe('while copying', () => {
  const copying = progress({ phase: 'copying', tally: tally({ listed: 100, queued: 100, queued_bytes: 1_000 }) });

  test('jobs that no longer wait count as copied, and the rest is expected to take as long', () => {
    const rates = new InventoryRates(START, 0.2);
    expect(rates.measure(copying, 100, at(0))).toMatchObject({ copied: 0, copiedBytes: 0, secondsLeft: undefined });
    expect(rates.measure(copying, 80, at(10))).toMatchObject({
      copied: 20,
      copiedBytes: 200,
      copiedPerSecond: 2,
      copiedBytesPerSecond: 20,
      secondsLeft: 40,
      pending: 80,
      listedPerSecond: undefined,
    });
  });

  test('messages beyond those that this run queued belong to others', () => {
    expect(measured(copying, 0, 500)).toMatchObject({ copied: 0, copiedBytes: 0 });
  });

  test('a run that queued nothing has copied nothing', () => {
    const nothing = progress({ phase: 'copying', tally: tally({ listed: 5 }) });
    expect(measured(nothing, 0)).toMatchObject({ copied: 0, copiedBytes: 0 });
  });
});

const NOW = new Date('2026-11-21T10:00:00Z');
function quota(remaining: number, minutes: number, limit = 500) {
  return { limit, remaining, resetsAt: new Date(NOW.getTime() + minutes * 60_000) };
}

test('listing takes a call for each page, and one more for each listing', () => {
  expect([0, 1, 500, 501, 1_000_000].map(listingCalls)).toEqual([9, 10, 10, 11, 2_009]);
});

describe('how long listing takes', () => {
  test.each([
    ['what is left above the reserve, exactly', 300, quota(400, 30), 300],
    ['the rest after the reset', 310, quota(400, 30), 1_800 + 10],
    ['and in further hours', 1_500, quota(400, 30), 1_800 + 3_600 * 2 + 400],
    ['an hour to its last call', 1_100, quota(400, 30), 1_800 + 3_600 + 400],
    ['nothing left now', 9, quota(90, 30), 1_800 + 9],
    ['reset since it was recorded', 400, quota(0, -1), 400],
    ['reset since, and more than an hour has', 401, quota(0, -1), 3_600 + 1],
    ['slower than the hour', 4_001, quota(5_000, 30, 5_000), 4_000 + 1],
  ])('%s', (_, calls, known, seconds) => {
    expect(listingSeconds(calls, known, 0.2, NOW)).toBe(seconds);
  });

  test('the time is unknown without a quota, and when the reserve is all of it', () => {
    expect(listingSeconds(9, undefined, 0.2, NOW)).toBeUndefined();
    expect(listingSeconds(9, quota(1, 30, 1), 0.2, NOW)).toBeUndefined();
  });
});

/** A rate that was given these values, by their second. */
function rateOf(...samples: readonly (readonly [second: number, value: number])[]) {
  const rate = new Rate();
  for (const [second, value] of samples) rate.add(at(second), value);
  return rate;
}
/** Samples of a count that grows by some amount a second, taken every other second. */
function growth(from: number, to: number, perSecond: number, base = 0) {
  return Array.from(
    { length: (to - from) / 2 + 1 },
    (_, index) => [from + 2 * index, base + 2 * index * perSecond] as const,
  );
}

test('a rate is unknown until the count has grown', () => {
  expect(rateOf().perSecond(at(0))).toBeUndefined();
  expect(rateOf([0, 5], [2, 5]).perSecond(at(2))).toBeUndefined();
});

test('a rate is that of the last minute', () => {
  const rate = rateOf(...growth(0, 100, 3), ...growth(100, 200, 10, 300));
  expect(rate.perSecond(at(200))).toBeCloseTo(10);
});

test('a rate falls when the count stops growing', () => {
  const rate = rateOf(...growth(0, 100, 3));
  expect(rate.perSecond(at(120))).toBeCloseTo((3 * 40) / 60, 0);
  expect(rate.perSecond(at(400))).toBeLessThan(0.1);
});

test('a count that grows once in minutes keeps the rate of its last step', () => {
  const rate = rateOf([0, 0], [600, 6_000]);
  expect(rate.perSecond(at(600))).toBeCloseTo(10);
  expect(rate.perSecond(at(900))).toBeCloseTo(10);
  rate.add(at(1_200), 6_600);
  expect(rate.perSecond(at(1_300))).toBeCloseTo(1);
});

test('a count that falls, because messages were counted wrongly, has no rate', () => {
  expect(rateOf([0, 10], [2, 4], [4, 14]).perSecond(at(4))).toBeCloseTo(1);
});
