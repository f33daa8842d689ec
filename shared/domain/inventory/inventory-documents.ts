import * as z from 'zod/mini';
import { count, REPORT_DOCUMENT, RUN_DOCUMENT, SHARD_FILE_SCHEMA, STARTED_DOCUMENT } from '../runs/run-documents.ts';

const usageSchema = z.object({
  assets: count,
  storedBytes: z.optional(z.number()),
  bandwidth: z.optional(z.object({ used: z.number(), limit: z.optional(z.number()) })),
  plan: z.optional(z.string()),
});

/** `started.json`: the first object of a run. */
export const startedSchema = z.object({
  ...STARTED_DOCUMENT,
  /** When the newest run before this one that has finished was started. */
  previous: z.optional(z.string()),
  /** What Cloudinary said of the environment. */
  usage: z.optional(usageSchema),
});
export type RunStarted = z.infer<typeof startedSchema>;

/** What a run has come to so far, in assets unless it says otherwise. Grows from step to step. */
export const tallySchema = z.object({
  /** Rows of the listings; an asset that was listed twice counts twice until the rows are written. */
  listed: count,
  /** Their bytes. */
  bytes: count,
  /** Messages sent to the bulk or large queue. */
  queued: count,
  queued_bytes: count,
  /** Calls of the Admin API. */
  calls: count,
  /** HEADs of revisions. */
  heads: count,
  /** Entries `observed` that were written to the journal. */
  observed: count,
  /** Of those, assets that vanished. */
  gone: count,
  /** Entries `lost` that the journal holds since the previous run. */
  lost: count,
  /** Items of the listings without version or bytes. */
  unreadable: count,
});
export type RunTally = z.infer<typeof tallySchema>;

/** A run that has done nothing yet. */
export const NO_TALLY: RunTally = {
  listed: 0,
  bytes: 0,
  queued: 0,
  queued_bytes: 0,
  calls: 0,
  heads: 0,
  observed: 0,
  gone: 0,
  lost: 0,
  unreadable: 0,
};

/** Why an asset is not protected. */
export const UNOBTAINABLE_REASONS = [
  /** Cloudinary lists it without its original, as after a rejection by moderation. */
  'placeholder',
  /** It was replaced or deleted between its listing and its copying. */
  'lost',
  /** Cloudinary has it, and keeps refusing to hand it out. */
  'blocked',
  'too-large',
  'unverifiable',
  /** Its job was given up, or still waits: see the dead-letter queues. */
  'pending',
] as const;
export type UnobtainableReason = (typeof UNOBTAINABLE_REASONS)[number];

/** How complete the backup is: the result of a run. */
export const completenessSchema = z.object({
  /** At Cloudinary, each once. */
  assets: count,
  bytes: count,
  /** Of them, those whose current revision is in the bucket, exact. */
  protected: count,
  protected_bytes: count,
  /** Left out by the rules. */
  excluded: count,
  /** Neither protected nor excluded. */
  unprotected: count,
  /** Of the unprotected, how many for which reason. */
  unobtainable: z.partialRecord(z.enum(UNOBTAINABLE_REASONS), count),
  /** When the oldest of the unprotected revisions was uploaded; absent where there is none. */
  oldest_gap: z.optional(z.string()),
});
export type Completeness = z.infer<typeof completenessSchema>;

/** `manifest.json`: the last object of a run, without which the run does not count. */
export const manifestSchema = z.object({
  ...RUN_DOCUMENT,
  /** When the last page was listed. */
  listed_until: z.string(),
  finished_at: z.string(),
  shards: z.int().check(z.positive()),
  parts: z.array(SHARD_FILE_SCHEMA),
  tally: tallySchema,
  completeness: completenessSchema,
});
export type Manifest = z.infer<typeof manifestSchema>;

/** The completeness report of a run, `report.json`. */
export const completenessReportSchema = z.object({
  ...REPORT_DOCUMENT,
  kind: z.literal('completeness'),
  /** Whether no run had finished before: this one was the initial backup. */
  initial: z.boolean(),
  completeness: completenessSchema,
  tally: tallySchema,
  /** How many assets the previous run listed. */
  previous_assets: z.optional(count),
  /** By what share the library has shrunk since; 0 where it has grown. */
  shrinkage: z.number(),
  /** Bytes downloaded from Cloudinary for what this run found missing. */
  bandwidth: count,
  housekeeping: z.object({
    /** Conditions of the bucket that do not hold; absent where the check failed. */
    bucket_violations: z.optional(count),
    /** Triggers that were missing or altered at Cloudinary and are registered again; absent where that failed. */
    triggers_repaired: z.optional(count),
    /** Stale multipart uploads that were aborted. */
    uploads_aborted: count,
  }),
  /** At most 100 of the unprotected, oldest first. */
  examples: z.array(
    z.object({
      resource_type: z.string(),
      type: z.string(),
      public_id: z.string(),
      asset_id: z.optional(z.string()),
      version: z.number(),
      bytes: z.number(),
      reason: z.enum(UNOBTAINABLE_REASONS),
      detail: z.optional(z.string()),
    }),
  ),
});
export type CompletenessReport = z.infer<typeof completenessReportSchema>;
