import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ASSETS_PER_SHARD,
  MAX_SHARDS,
  shardCountFor,
  shardOf,
  shardsOfOtherCount,
} from '#shared/domain/runs/shards.ts';
import { runs } from '#test/scale.ts';

const COUNTS = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const counts = fc.constantFrom(...COUNTS);

describe('shardCountFor', () => {
  it('is the least power of two with about 100,000 assets a shard at most', () => {
    for (const [assets, shards] of [
      [0, 1],
      [1, 1],
      [ASSETS_PER_SHARD, 1],
      [ASSETS_PER_SHARD + 1, 2],
      [2 * ASSETS_PER_SHARD, 2],
      [2 * ASSETS_PER_SHARD + 1, 4],
      [10_000_000, 128],
      [128 * ASSETS_PER_SHARD + 1, MAX_SHARDS],
      [1_000_000_000, MAX_SHARDS],
    ] as const) {
      expect([assets, shardCountFor(assets)]).toEqual([assets, shards]);
    }
  });

  it('is a power of two, and enough', () => {
    fc.assert(
      fc.property(fc.nat(100_000_000), (assets) => {
        const shards = shardCountFor(assets);
        expect(COUNTS).toContain(shards);
        if (shards < MAX_SHARDS) expect(shards * ASSETS_PER_SHARD).toBeGreaterThanOrEqual(assets);
        if (shards > 1) expect((shards / 2) * ASSETS_PER_SHARD).toBeLessThan(assets);
      }),
    );
  });
});

describe('shardOf', () => {
  it('never changes, because files of earlier runs depend on it', () => {
    expect(['', 'a', 'b', 'ä', '0123456789abcdef'].map((name) => shardOf(name, 256))).toEqual([29, 193, 235, 25, 50]);
  });

  it('uses every shard about as much as any other', () => {
    for (const names of [
      (index: number) => index.toString(16).padStart(32, '0'),
      (index: number) => `folder/image-${index}`,
    ]) {
      for (const shards of COUNTS) {
        const used = new Array<number>(shards).fill(0);
        for (let index = 0; index < 400 * shards; index += 1) {
          const shard = shardOf(names(index), shards);
          used[shard] = (used[shard] ?? Number.NaN) + 1;
        }
        // Of 400 each, five standard deviations.
        expect(used).toHaveLength(shards);
        for (const names of used) expect(Math.abs(names - 400)).toBeLessThan(100);
      }
    }
  }, 30_000);
});

describe('shardsOfOtherCount', () => {
  it('returns exactly the shards of another count that may contain a name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), counts, counts, (name, shards, others) => {
        const candidates = shardsOfOtherCount(shardOf(name, shards), shards, others);
        expect(candidates).toContain(shardOf(name, others));
        expect(candidates).toHaveLength(Math.max(others / shards, 1));
      }),
      { numRuns: runs(2000) },
    );
  }, 30_000);

  it('divides the shards of a larger count among those of a smaller one', () => {
    for (const shards of COUNTS) {
      for (const others of COUNTS) {
        const all = Array.from({ length: shards }, (_, shard) => shardsOfOtherCount(shard, shards, others));
        expect(new Set(all.flat()).size).toBe(others);
        if (others >= shards) expect(all.flat()).toHaveLength(others);
        for (const [shard, named] of all.entries()) {
          for (const other of named) expect(shardsOfOtherCount(other, others, shards)).toContain(shard);
        }
      }
    }
  });
});
