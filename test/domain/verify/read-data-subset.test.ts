import { describe, expect, test } from 'vitest';
import {
  bytesAllowed,
  isInSubset,
  parseReadDataSubset,
  type ReadDataSubset,
} from '#shared/domain/verify/read-data-subset.ts';

const KEYS = Array.from({ length: 20_000 }, (_, index) => `pipeline/res/demo/image/upload/${index}/1700000000.jpg`);
const DRAW = { seed: '2026-11-21T02:30:00.000Z', totalBytes: KEYS.length * 1000 };

function parsed(text: string): ReadDataSubset {
  const subset = parseReadDataSubset(text);
  if (subset === undefined) throw new Error(`${text} is no subset.`);
  return subset;
}

function chosen(text: string, draw = DRAW): readonly string[] {
  const subset = parsed(text);
  return KEYS.filter((key) => isInSubset(subset, key, draw));
}

describe('what an operator writes', () => {
  test.each([
    ['1/7', { kind: 'slice', number: 1, of: 7 }],
    ['7/7', { kind: 'slice', number: 7, of: 7 }],
    [' 1/1 ', { kind: 'slice', number: 1, of: 1 }],
    ['5%', { kind: 'share', share: 0.05 }],
    ['0.5%', { kind: 'share', share: 0.005 }],
    ['100%', { kind: 'share', share: 1 }],
    ['500MB', { kind: 'bytes', bytes: 500_000_000 }],
    ['10GB', { kind: 'bytes', bytes: 10_000_000_000 }],
    ['10 gb', { kind: 'bytes', bytes: 10_000_000_000 }],
    ['2GiB', { kind: 'bytes', bytes: 2_147_483_648 }],
    ['1.5KiB', { kind: 'bytes', bytes: 1536 }],
    ['3b', { kind: 'bytes', bytes: 3 }],
  ])('%j is a subset', (text, subset) => {
    expect(parseReadDataSubset(text)).toEqual(subset);
  });

  test.each([
    ...['', '0/7', '8/7', '0/0', '1/7/2', '-1/7', '0%', '100.1%', '101%', '%', '5 %', '0', '-5', '0.5', '5', 'GB'],
    ...['5XB', '10GBs', '1e9', '99999TiB9', '9999999999999TB', 'all'],
  ])('%j is none', (text) => {
    expect(parseReadDataSubset(text)).toBeUndefined();
  });
});

describe('slices', () => {
  test.each([1, 7, 16])('of %i cover everything exactly once', (of) => {
    const slices = Array.from({ length: of }, (_, index) => chosen(`${index + 1}/${of}`));
    expect(slices.flat()).toHaveLength(KEYS.length);
    expect(new Set(slices.flat()).size).toBe(KEYS.length);
    for (const slice of slices) expect(slice.length).toBeGreaterThan((KEYS.length / of) * 0.8);
  });

  test('stay the same from run to run', () => {
    expect(chosen('3/7', { seed: 'other', totalBytes: 1 })).toEqual(chosen('3/7'));
  });
});

describe('shares', () => {
  test('hold about as many objects as they say', () => {
    expect(chosen('5%').length / KEYS.length).toBeCloseTo(0.05, 2);
    expect(chosen('0.5%').length).toBeGreaterThan(50);
    expect(chosen('0.5%').length).toBeLessThan(150);
    expect(chosen('100%')).toHaveLength(KEYS.length);
  });

  test('are the same within a run, and differ between runs', () => {
    expect(chosen('5%')).toEqual(chosen('5%'));
    const others = new Set(chosen('5%', { ...DRAW, seed: '2026-11-22T02:30:00.000Z' }));
    expect(chosen('5%').filter((key) => others.has(key)).length).toBeLessThan(200);
  });
});

describe('bytes', () => {
  test('choose objects with that many bytes in all, on average', () => {
    expect(chosen('2MB').length * 1000).toBeGreaterThan(1_800_000);
    expect(chosen('2MB').length * 1000).toBeLessThan(2_200_000);
    expect(chosen('2MB', { ...DRAW, seed: 'other' })).not.toEqual(chosen('2MB'));
  });

  test('choose everything if there is no more', () => {
    expect(chosen('1TB')).toHaveLength(KEYS.length);
    expect(chosen('20MB')).toHaveLength(KEYS.length);
  });

  test('are an upper limit', () => {
    expect(bytesAllowed(parsed('2MB'))).toBe(2_000_000);
    expect(bytesAllowed(parsed('5%'))).toBe(Number.POSITIVE_INFINITY);
    expect(bytesAllowed(parsed('1/7'))).toBe(Number.POSITIVE_INFINITY);
  });
});
