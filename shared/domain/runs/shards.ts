import { createHash } from 'node:crypto';

/** Assets that one shard holds, about: a function takes in a shard at a time. */
export const ASSETS_PER_SHARD = 100_000;
/** More would make too many small files of each step. */
export const MAX_SHARDS = 256;

/** Into how many shards, a power of two, so many assets go. */
export function shardCountFor(assets: number): number {
  let shards = 1;
  while (shards < MAX_SHARDS && shards * ASSETS_PER_SHARD < assets) shards *= 2;
  return shards;
}

/**
 * Which of `shards`, a power of two, a name belongs to. Of two counts the smaller one's number is the larger one's,
 * less its upper bits: shard 5 of 8 is shard 1 of 4.
 */
export function shardOf(name: string, shards: number): number {
  return createHash('md5').update(name).digest().readUInt16BE(0) & (shards - 1);
}

/** The shards of another count that hold what a shard holds. */
export function shardsOfOtherCount(shard: number, shards: number, others: number): readonly number[] {
  return others <= shards
    ? [shard & (others - 1)]
    : Array.from({ length: others / shards }, (_, index) => shard + index * shards);
}
