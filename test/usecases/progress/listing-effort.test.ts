import { describe, expect, test } from 'vitest';
import { listingCalls, listingSeconds } from '../../../shared/usecases/progress/listing-effort.ts';

const NOW = new Date('2026-11-21T10:00:00Z');

function quota(remaining: number, minutes: number, limit = 500) {
  return { limit, remaining, resetsAt: new Date(NOW.getTime() + minutes * 60_000) };
}

test('a library takes its pages, and one call more for each listing', () => {
  expect([0, 1, 500, 501, 1_000_000].map(listingCalls)).toEqual([9, 10, 10, 11, 2_009]);
});

describe('how long listing takes', () => {
  test.each([
    ['all at once', 300, quota(400, 30), 300],
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
