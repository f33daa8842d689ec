import { describe, expect, it } from 'vitest';
import { retryDelaySeconds } from '../../../shared/domain/jobs/retry-delay.ts';

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

  it('spreads over the upper half', () => {
    expect(retryDelaySeconds(policy, 1, 0.5)).toBe(23); // 22.5, in whole seconds
    expect(retryDelaySeconds(policy, 8, 0.25)).toBe(2250);
  });

  it('waits at least as long as the other side asked', () => {
    expect(retryDelaySeconds(policy, 1, 0, 45)).toBe(45);
    expect(retryDelaySeconds(policy, 1, 0, 14)).toBe(15);
    expect(retryDelaySeconds(policy, 1, 0, 7200.2)).toBe(7201);
  });

  it('never asks for more than SQS allows', () => {
    expect(retryDelaySeconds(policy, 1, 0, LIMIT + 1)).toBe(LIMIT);
    expect(retryDelaySeconds(policy, 1, 0, LIMIT)).toBe(LIMIT);
    expect(retryDelaySeconds({ baseSeconds: 30, capSeconds: 1e9 }, 31, ALMOST_ONE)).toBe(LIMIT);
  });

  it('takes seconds so short that tests can wait for them', () => {
    expect(retryDelaySeconds({ baseSeconds: 1, capSeconds: 2 }, 1, 0)).toBe(1);
    expect(retryDelaySeconds({ baseSeconds: 1, capSeconds: 2 }, 9, ALMOST_ONE)).toBe(2);
  });
});
