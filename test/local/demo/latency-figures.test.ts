import { describe, expect, test } from 'vitest';
import { latencyFigures } from '#local/demo/report/latency-figures.ts';
import { revisionOf } from '../verification/held-bucket.ts';

describe('the figures', () => {
  const arrivedAfter = (seconds: number) => ({ ...revisionOf('mug'), seconds });

  test('are measured times, including the slowest', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => arrivedAfter(100 - index));
    expect(latencyFigures(hundred)).toEqual({ count: 100, p50: 50, p95: 95, max: 100 });
    expect(latencyFigures([arrivedAfter(3), arrivedAfter(1)])).toEqual({ count: 2, p50: 1, p95: 3, max: 3 });
  });

  test('leave out uploads that were not followed', () => {
    const { seconds: _, ...missing } = revisionOf('mug');
    expect(latencyFigures([arrivedAfter(1), { ...arrivedAfter(9), timed: false }, missing])?.count).toBe(1);
    expect(latencyFigures([missing])).toBeUndefined();
  });
});
