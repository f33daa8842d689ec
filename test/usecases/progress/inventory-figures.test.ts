import { describe, expect, test } from 'vitest';
import { InventoryGauge } from '../../../shared/usecases/progress/inventory-figures.ts';
import type { InventoryProgress } from '../../../shared/usecases/progress/inventory-progress.ts';
import { tally } from './run-files.ts';

const START = new Date('2026-11-21T10:00:00Z');

function at(seconds: number) {
  return new Date(START.getTime() + seconds * 1_000);
}

function progress(more: Partial<InventoryProgress>): InventoryProgress {
  return { phase: 'listing', assets: undefined, tally: undefined, quota: undefined, shards: undefined, ...more };
}

describe('while listing', () => {
  const listing = (listed: number, more: Partial<InventoryProgress> = {}) =>
    progress({ assets: 10_000, tally: tally({ listed, bytes: listed * 10 }), ...more });

  test('the rate counts from the start of the run, also for who looks at it later', () => {
    const figures = new InventoryGauge(START, 0.2).read(listing(1_000), 0, at(100));
    expect(figures).toMatchObject({ listed: 1_000, listedBytes: 10_000, listedPerSecond: 10, secondsLeft: 900 });
  });

  test('the end is later where the quota will be spent', () => {
    const quota = { limit: 20, remaining: 6, resetsAt: at(1_900) };
    const figures = new InventoryGauge(START, 0.2).read(listing(1_000, { quota }), 0, at(100));
    // 18 pages: 2 now, 16 an hour after the reset.
    expect(figures.secondsLeft).toBe(1_800 + 16);
  });

  test('nobody knows the end of a library of unknown size, or before anything is listed', () => {
    expect(
      new InventoryGauge(START, 0.2).read(listing(5, { assets: undefined }), 0, at(9)).secondsLeft,
    ).toBeUndefined();
    expect(new InventoryGauge(START, 0.2).read(progress({ assets: 5 }), 0, at(9)).secondsLeft).toBeUndefined();
    expect(new InventoryGauge(undefined, 0.2).read(listing(5), 0, at(9)).secondsLeft).toBeUndefined();
  });

  test('a library that has grown since is listed any moment', () => {
    expect(new InventoryGauge(START, 0.2).read(listing(10_001), 0, at(100)).secondsLeft).toBe(0);
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
    expect(new InventoryGauge(START, 0.2).read(copying, 500, at(0))).toMatchObject({ copied: 0, copiedBytes: 0 });
  });

  test('nothing queued is nothing copied', () => {
    const nothing = progress({ phase: 'copying', tally: tally({ listed: 5 }) });
    expect(new InventoryGauge(START, 0.2).read(nothing, 0, at(0))).toMatchObject({ copied: 0, copiedBytes: 0 });
  });
});
