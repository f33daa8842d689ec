import * as z from 'zod/mini';

/** A file that a step wrote for one shard, as manifests name it. */
export const SHARD_FILE_SCHEMA = z.object({
  shard: z.int(),
  number: z.int(),
  rows: z.int(),
  /** Of the compressed file. */
  bytes: z.int(),
  /** Of the compressed file, lower hex. */
  md5: z.string(),
});
export type ShardFile = z.infer<typeof SHARD_FILE_SCHEMA>;
