import * as z from 'zod/mini';

/** What starts a run. */
export const RUN_REASONS = ['schedule', 'operator', 'deployment'] as const;
export type RunReason = (typeof RUN_REASONS)[number];

/** A number of things. */
export const count = z.int().check(z.nonnegative());

/** The fields with which every document of a run begins. */
export const RUN_DOCUMENT = { v: z.literal(1), cloud: z.string(), started_at: z.string() };

/** The fields of `started.json`, the first object of a run, that every kind of run has. */
export const STARTED_DOCUMENT = {
  ...RUN_DOCUMENT,
  /** ARN of the execution of the state machine. */
  execution: z.string(),
  reason: z.enum(RUN_REASONS),
  /** A power of two. */
  shards: z.int().check(z.positive()),
};

/** The fields of `report.json` that every kind of run has. */
export const REPORT_DOCUMENT = {
  ...RUN_DOCUMENT,
  finished_at: z.string(),
  reason: z.enum(RUN_REASONS),
  duration_seconds: z.number(),
  /** About what the run cost at AWS, in US dollars, without storage. */
  cost_usd: z.number(),
};

/** A file that a step wrote for one shard, as manifests name it. */
export const SHARD_FILE_SCHEMA = z.object({
  shard: z.int(),
  number: z.int(),
  rows: z.int(),
  /** The size of the compressed file. */
  bytes: z.int(),
  /** The MD5 of the compressed file, lower hex. */
  md5: z.string(),
});
export type ShardFile = z.infer<typeof SHARD_FILE_SCHEMA>;
