import { describe, expect, test } from 'vitest';
import { readConfiguration } from '#infra/configuration/read-configuration.ts';
import { environmentSize, excessOfWorkerClouds } from '#infra/worker-clouds.ts';
import { problemsOf } from './configuration-problems.ts';

describe("Lambda's limit on environments", () => {
  const clouds = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`cloud-${index}`, {}]));

  test('is checked before deploying, and the message says by how much the settings exceed it', () => {
    expect(problemsOf({ clouds: clouds(40) })).toEqual([
      expect.stringMatching(
        /clouds: the settings of 40 clouds are \d+ bytes too long .* shorten their rules, or .* a stack of their own/,
      ),
    ]);
  });

  test('leaves room for a dozen clouds', () => {
    expect(excessOfWorkerClouds(readConfiguration({ clouds: clouds(12) }).clouds)).toBeLessThanOrEqual(0);
  });

  test('is exact to the byte', () => {
    const withRule = (length: number) => ({ clouds: { demo: { rules: { exclude: { tags: ['x'.repeat(length)] } } } } });
    const fitting = -excessOfWorkerClouds(readConfiguration(withRule(1)).clouds) + 1;
    expect(() => readConfiguration(withRule(fitting))).not.toThrow();
    expect(problemsOf(withRule(fitting + 1))).toEqual([expect.stringContaining('1 bytes too long')]);
  });

  test('counts bytes, and a quote within a value as two', () => {
    expect(environmentSize({ A: 'é' })).toBe('{"A":"xx"}'.length);
    expect(environmentSize({ A: '"' })).toBe('{"A":"xx"}'.length);
  });
});
