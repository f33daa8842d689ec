import { describe, expect, test } from 'vitest';
import { InventoryGauge } from '#shared/usecases/progress/inventory-figures.ts';
import type { InventoryProgress } from '#shared/usecases/progress/inventory-progress.ts';
import { listingCalls, listingSeconds } from '#shared/usecases/progress/listing-effort.ts';
import { RateMeter } from '#shared/usecases/progress/rate-meter.ts';
import { tally } from './run-files.ts';

const START = new Date('2026-11-21T10:00:00Z');
function at(seconds: number) {
  return new Date(START.getTime() + seconds * 1_000);
}
function progress(more: Partial<InventoryProgress>): InventoryProgress {
  return { phase: 'listing', assets: undefined, tally: undefined, quota: undefined, shards: undefined, ...more };
}

/** What is read of a run at a moment, by somebody who has not looked before. */
function figures(of: InventoryProgress, seconds: number, pending = 0) {
  return new InventoryGauge(START, 0.2).read(of, pending, at(seconds));
}

describe('while listing', () => {
  const listing = (listed: number, more: Partial<InventoryProgress> = {}) =>
    progress({ assets: 10_000, tally: tally({ listed, bytes: listed * 10 }), ...more });

  test('the rate counts from the start of the run, also for who looks at it later', () => {
    expect(figures(listing(1_000), 100)).toMatchObject({
      listed: 1_000,
      listedBytes: 10_000,
      listedPerSecond: 10,
      secondsLeft: 900,
    });
  });

  test('the end is later where the quota will be spent', () => {
    const quota = { limit: 20, remaining: 6, resetsAt: at(1_900) };
    // 18 pages: 2 now, 16 an hour after the reset.
    expect(figures(listing(1_000, { quota }), 100).secondsLeft).toBe(1_800 + 16);
  });

  test('nobody knows the end of a library of unknown size, or before anything is listed', () => {
    for (const unknown of [
      figures(listing(5, { assets: undefined }), 9),
      figures(progress({ assets: 5 }), 9),
      new InventoryGauge(undefined, 0.2).read(listing(5), 0, at(9)),
    ]) {
      expect(unknown.secondsLeft).toBeUndefined();
    }
  });

  test('a library that has grown since is listed any moment', () => {
    expect(figures(listing(10_001), 100).secondsLeft).toBe(0);
  });
});

describe('while copying', () => {
  const copying = progress({ phase: 'copying', tally: tally({ listed: 100, queued: 100, queued_bytes: 1_000 }) });

  test('copied is what no longer waits, and the rest takes as long as it took', () => {
    const gauge = new InventoryGauge(START, 0.2);
    expect(gauge.read(copying, 100, at(0))).toMatchObject({ copied: 0, copiedBytes: 0, secondsLeft: undefined });
    expect(gauge.read(copying, 80, at(10))).toMatchObject({
      copied: 20,
      copiedBytes: 200,
      copiedPerSecond: 2,
      copiedBytesPerSecond: 20,
      secondsLeft: 40,
      pending: 80,
      listedPerSecond: undefined,
    });
  });

  test('more messages than this run has queued are of others', () => {
    expect(figures(copying, 0, 500)).toMatchObject({ copied: 0, copiedBytes: 0 });
  });

  test('nothing queued is nothing copied', () => {
    const nothing = progress({ phase: 'copying', tally: tally({ listed: 5 }) });
    expect(figures(nothing, 0)).toMatchObject({ copied: 0, copiedBytes: 0 });
  });
});

const NOW = new Date('2026-11-21T10:00:00Z');
function quota(remaining: number, minutes: number, limit = 500) {
  return { limit, remaining, resetsAt: new Date(NOW.getTime() + minutes * 60_000) };
}

test('a library takes its pages, and one call more for each listing', () => {
  expect([0, 1, 500, 501, 1_000_000].map(listingCalls)).toEqual([9, 10, 10, 11, 2_009]);
});

describe('how long listing takes', () => {
  test.each([
    ['what is left above the reserve, exactly', 300, quota(400, 30), 300],
    ['the rest after the reset', 310, quota(400, 30), 1_800 + 10],
    ['and in further hours', 1_500, quota(400, 30), 1_800 + 3_600 * 2 + 400],
    ['an hour to its last call', 1_100, quota(400, 30), 1_800 + 3_600 + 400],
    ['nothing left now', 9, quota(90, 30), 1_800 + 9],
    ['reset since it was told', 400, quota(0, -1), 400],
    ['reset since, and more than an hour has', 401, quota(0, -1), 3_600 + 1],
    ['slower than the hour', 4_001, quota(5_000, 30, 5_000), 4_000 + 1],
  ])('%s', (_, calls, known, seconds) => {
    expect(listingSeconds(calls, known, 0.2, NOW)).toBe(seconds);
  });

  test('nobody knows without a quota, nor when the reserve is all of it', () => {
    expect(listingSeconds(9, undefined, 0.2, NOW)).toBeUndefined();
    expect(listingSeconds(9, quota(1, 30, 1), 0.2, NOW)).toBeUndefined();
  });
});

/** A meter to which these values were given, by their second. */
function meterOf(...samples: readonly (readonly [second: number, value: number])[]) {
  const meter = new RateMeter();
  for (const [second, value] of samples) meter.add(at(second), value);
  return meter;
}
/** What grows by so much a second, looked at every other second. */
function growth(from: number, to: number, perSecond: number, base = 0) {
  return Array.from(
    { length: (to - from) / 2 + 1 },
    (_, index) => [from + 2 * index, base + 2 * index * perSecond] as const,
  );
}

test('a rate is not known before something has grown', () => {
  expect(meterOf().perSecond(at(0))).toBeUndefined();
  expect(meterOf([0, 5], [2, 5]).perSecond(at(2))).toBeUndefined();
});

test('a rate is that of the last minute', () => {
  const meter = meterOf(...growth(0, 100, 3), ...growth(100, 200, 10, 300));
  expect(meter.perSecond(at(200))).toBeCloseTo(10);
});

test('a rate falls when nothing grows any more', () => {
  const meter = meterOf(...growth(0, 100, 3));
  expect(meter.perSecond(at(120))).toBeCloseTo((3 * 40) / 60, 0);
  expect(meter.perSecond(at(400))).toBeLessThan(0.1);
});

test('what grows in steps of minutes has the rate of its last step, not of its pause', () => {
  const meter = meterOf([0, 0], [600, 6_000]);
  expect(meter.perSecond(at(600))).toBeCloseTo(10);
  expect(meter.perSecond(at(900))).toBeCloseTo(10);
  meter.add(at(1_200), 6_600);
  expect(meter.perSecond(at(1_300))).toBeCloseTo(1);
});

test('a count that falls, as of messages that were counted wrongly, is no rate', () => {
  expect(meterOf([0, 10], [2, 4], [4, 14]).perSecond(at(4))).toBeCloseTo(1);
});
