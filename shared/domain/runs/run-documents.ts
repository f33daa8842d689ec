import * as z from 'zod/mini';

/** What causes a run. */
export const RUN_REASONS = ['schedule', 'operator', 'deployment'] as const;
export type RunReason = (typeof RUN_REASONS)[number];

/** How many there are of something. */
export const count = z.int().check(z.nonnegative());

/** What every document of a run begins with. */
export const RUN_DOCUMENT = { v: z.literal(1), cloud: z.string(), started_at: z.string() };

/** What `started.json`, the first object of a run, holds for every kind of run. */
export const STARTED_DOCUMENT = {
  ...RUN_DOCUMENT,
  /** ARN of the execution of the state machine. */
  execution: z.string(),
  reason: z.enum(RUN_REASONS),
  /** A power of two. */
  shards: z.int().check(z.positive()),
};

/** What `report.json` holds for every kind of run. */
export const REPORT_DOCUMENT = {
  ...RUN_DOCUMENT,
  finished_at: z.string(),
  reason: z.enum(RUN_REASONS),
  duration_seconds: z.number(),
  /** What the run cost at AWS, about, in US dollars; storage not. */
  cost_usd: z.number(),
};

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
