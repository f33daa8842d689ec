import { describe, expect, it } from 'vitest';
import {
  COPY_FAILURE_REASONS,
  copyFailureReason,
  METRIC_OF_OUTCOME,
  METRICS,
  type Metric,
  REFUSAL_REASONS,
  refusalReason,
} from '#shared/domain/metrics.ts';

const metrics: readonly (readonly [string, Metric])[] = Object.entries(METRICS);

describe('METRICS', () => {
  // All metrics that runs publish together cost half of one that may get data in every hour.
  it.each([
    [false, 21],
    [true, 14],
  ])('are, published by runs alone: %s, at most %d series for each cloud', (wanted, most) => {
    const counted = metrics.filter(([, { seldom = false }]) => seldom === wanted);
    expect(counted.reduce((sum, [, { by }]) => sum + (by?.values.length ?? 1), 0)).toBeLessThanOrEqual(most);
  });

  it.each(metrics)('%s has a name and dimensions that CloudWatch accepts', (name, { by }) => {
    expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
    for (const value of [by?.dimension ?? 'a', ...(by?.values ?? [])]) expect(value).toMatch(/^[a-z-]+$/);
    expect(new Set(by?.values).size).toBe(by?.values.length ?? 0);
  });

  it('have one for each outcome of a revision, none twice', () => {
    const names = Object.values(METRIC_OF_OUTCOME);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(METRICS[name]).toMatchObject({ unit: 'Count' });
  });
});

it.each([
  ['throttled', ['throttled']],
  ['cloudinary', ['absent', 'cloudinary-failed', 'not-found', 'wrong-bytes', 'forbidden-redirect']],
  ['storage', ['storage-failed', 'access-denied', 'key-taken']],
  ['other', ['out-of-time', 'credentials-unavailable', 'malformed-message', 'invalid-configuration', 'unknown']],
] as const)('copyFailureReason is %s of %j', (reason, codes) => {
  for (const code of codes) expect(copyFailureReason(code)).toBe(reason);
  expect(COPY_FAILURE_REASONS).toContain(reason);
});

it.each([
  ['mismatch', ['mismatch', 'no-secret', 'eddsa-only']],
  [
    'other',
    [
      'too-old',
      'from-the-future',
      'missing-timestamp',
      'malformed-timestamp',
      'missing-signature',
      'malformed-signature',
      undefined,
    ],
  ],
] as const)('refusalReason is %s of %j', (reason, rejections) => {
  for (const rejection of rejections) expect(refusalReason(rejection)).toBe(reason);
  expect(REFUSAL_REASONS).toContain(reason);
});
