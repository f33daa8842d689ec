import { describe, expect, it } from 'vitest';
import {
  COPY_FAILURE_REASONS,
  copyFailureReason,
  METRIC_OF_OUTCOME,
  METRICS,
  type Metric,
  REFUSAL_REASONS,
  refusalReason,
} from '../../shared/domain/metrics.ts';

const metrics: readonly (readonly [string, Metric])[] = Object.entries(METRICS);

describe('METRICS', () => {
  const seriesOf = (wanted: boolean) =>
    metrics
      .filter(([, { seldom = false }]) => seldom === wanted)
      .reduce((sum, [, { by }]) => sum + (by?.values.length ?? 1), 0);

  it('are at most 20 series for each cloud that may get data in every hour', () => {
    expect(seriesOf(false)).toBeLessThanOrEqual(20);
  });

  it('are at most 12 more that runs publish, which together cost half of one', () => {
    expect(seriesOf(true)).toBeLessThanOrEqual(12);
  });

  it.each(metrics)('%s has a name and dimensions that CloudWatch takes', (name, { by }) => {
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

describe('copyFailureReason', () => {
  it.each([
    ['throttled', 'throttled'],
    ['origin-failed', 'cloudinary'],
    ['not-found', 'cloudinary'],
    ['wrong-bytes', 'cloudinary'],
    ['forbidden-redirect', 'cloudinary'],
    ['storage-failed', 'storage'],
    ['access-denied', 'storage'],
    ['key-taken', 'storage'],
    ['out-of-time', 'other'],
    ['credentials-unavailable', 'other'],
    ['malformed-message', 'other'],
    ['invalid-configuration', 'other'],
    ['unknown', 'other'],
  ] as const)('of %s is %s', (code, reason) => {
    expect(copyFailureReason(code)).toBe(reason);
    expect(COPY_FAILURE_REASONS).toContain(reason);
  });
});

describe('refusalReason', () => {
  it.each([
    ['mismatch', 'mismatch'],
    ['no-secret', 'mismatch'],
    ['eddsa-only', 'mismatch'],
    ['too-old', 'other'],
    ['from-the-future', 'other'],
    ['missing-timestamp', 'other'],
    ['malformed-timestamp', 'other'],
    ['missing-signature', 'other'],
    ['malformed-signature', 'other'],
    [undefined, 'other'],
  ] as const)('of %s is %s', (rejection, reason) => {
    expect(refusalReason(rejection)).toBe(reason);
    expect(REFUSAL_REASONS).toContain(reason);
  });
});
