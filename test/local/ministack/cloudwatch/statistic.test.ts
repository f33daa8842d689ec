import { describe, expect, it } from 'vitest';
import { statisticOf } from '../../../../local/ministack/cloudwatch/statistic.ts';

const HUNDRED = Array.from({ length: 100 }, (_, index) => 100 - index);

describe('a statistic', () => {
  it.each([
    ['Sum', 5050],
    ['Average', 50.5],
    ['Minimum', 1],
    ['Maximum', 100],
    ['SampleCount', 100],
    ['p90', 90],
    ['p95', 95],
    ['p99.9', 100],
    ['p100', 100],
    ['p0', 1],
  ])('%s of 1 to 100 is %d', (statistic, value) => {
    expect(statisticOf(HUNDRED, statistic)).toBe(value);
  });

  it('of nothing is nothing', () => {
    for (const statistic of ['Sum', 'Average', 'SampleCount', 'Maximum', 'p90'])
      expect(statisticOf([], statistic)).toBeUndefined();
  });

  it.each(['p', 'p101', 'tm90', 'sum'])('%s is unknown', (statistic) => {
    expect(() => statisticOf([1], statistic)).toThrow(statistic);
  });
});
