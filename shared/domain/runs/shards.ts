import { createHash } from 'node:crypto';

/** About how many assets one shard holds: a function loads one shard at a time. */
export const ASSETS_PER_SHARD = 100_000;
/** More would make too many small files of each step. */
export const MAX_SHARDS = 256;

/** How many shards, a power of two, a library of this many assets needs. */
export function shardCountFor(assets: number): number {
  let shards = 1;
  while (shards < MAX_SHARDS && shards * ASSETS_PER_SHARD < assets) shards *= 2;
  return shards;
}

/**
 * Which of `shards`, a power of two, a name belongs to. With fewer shards, a shard's number loses its upper bits: what
 * is in shard 5 of 8 is in shard 1 of 4.
 */
export function shardOf(name: string, shards: number): number {
  return createHash('md5').update(name).digest().readUInt16BE(0) & (shards - 1);
}

/** The shards, out of `others`, that hold what a shard out of `shards` holds. */
export function shardsOfOtherCount(shard: number, shards: number, others: number): readonly number[] {
  return others <= shards
    ? [shard & (others - 1)]
    : Array.from({ length: others / shards }, (_, index) => shard + index * shards);
}
