import { describe, expect, it } from 'vitest';
import { retryDelaySeconds } from '#shared/domain/jobs/retry-delay.ts';

const policy = { baseSeconds: 30, capSeconds: 3600 };
const ALMOST_ONE = 1 - Number.EPSILON;
/** What SQS allows, less what a function may have held the message for. */
const LIMIT = 12 * 3600 - 15 * 60;

describe('retryDelaySeconds', () => {
  it.each([
    [1, 15, 30],
    [2, 30, 60],
    [3, 60, 120],
    [7, 960, 1920],
    [8, 1800, 3600],
    [25, 1800, 3600],
    [100_000, 1800, 3600],
  ])('after receive %d lies between %d and %d', (receiveCount, least, most) => {
    expect(retryDelaySeconds(policy, receiveCount, 0)).toBe(least);
    expect(retryDelaySeconds(policy, receiveCount, ALMOST_ONE)).toBe(most);
  });

  it.each([
    // Spread over the upper half, in whole seconds.
    [1, 0.5, 0, 23],
    [8, 0.25, 0, 2250],
    // At least as long as the other side asked.
    [1, 0, 45, 45],
    [1, 0, 14, 15],
    [1, 0, 7200.2, 7201],
    // Never more than SQS allows.
    [1, 0, LIMIT + 1, LIMIT],
    [1, 0, LIMIT, LIMIT],
  ])('after receive %d with random %d and a wait of %d asked for is %d', (receives, random, asked, seconds) => {
    expect(retryDelaySeconds(policy, receives, random, asked)).toBe(seconds);
  });

  it.each([
    [{ baseSeconds: 30, capSeconds: 1e9 }, 31, ALMOST_ONE, LIMIT],
    // So short that tests can wait for them.
    [{ baseSeconds: 1, capSeconds: 2 }, 1, 0, 1],
    [{ baseSeconds: 1, capSeconds: 2 }, 9, ALMOST_ONE, 2],
  ])('by the policy %j', (policy, receives, random, seconds) => {
    expect(retryDelaySeconds(policy, receives, random)).toBe(seconds);
  });
});
