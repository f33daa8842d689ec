import * as z from 'zod/mini';
import { count, REPORT_DOCUMENT, RUN_DOCUMENT, SHARD_FILE_SCHEMA, STARTED_DOCUMENT } from '../runs/document-fields.ts';
import { HIGH_WATER_FIELDS } from '../runs/high-water-mark.ts';

const usageSchema = z.object({
  assets: count,
  storedBytes: z.optional(z.number()),
  bandwidth: z.optional(z.object({ used: z.number(), limit: z.optional(z.number()) })),
  plan: z.optional(z.string()),
});

/** `started.json`: the first object of a run. */
export const startedSchema = z.object({
  ...STARTED_DOCUMENT,
  /** When the newest finished run before this one was started. */
  previous: z.optional(z.string()),
  /** What Cloudinary said about the cloud. */
  usage: z.optional(usageSchema),
});
export type RunStarted = z.infer<typeof startedSchema>;

/** What a run has counted so far, in assets unless stated otherwise. It grows from step to step. */
const tallyMembers = z.object({
  /** Rows of the listings. An asset that was listed twice counts twice until the rows are written. */
  listed: count,
  /** Their bytes. */
  bytes: count,
  /** Messages sent to the bulk or large queue. */
  queued: count,
  queued_bytes: count,
  /** Revisions of `queued` that a notification should have reported long before, and none did. */
  unreported_revisions: z.optional(count),
  /** Calls of the Admin API. */
  calls: count,
  /** HEAD requests for revisions. */
  heads: count,
  /** Entries of kind `observed` that the run wrote: unreported changes and filled details. */
  observed: count,
  /** Unreported changes, a part of `observed`. Earlier versions did not count them apart. */
  unreported: z.optional(count),
  /** Assets of `unreported` that are gone. */
  gone: count,
  /** The rest of `observed`: assets whose upload notification lacked details, which the run filled in. */
  filled: z.optional(count),
  /** Entries with the outcome `lost` that the journal has gained since the previous run. */
  lost: count,
  /** Items of the listings without version or bytes. */
  unreadable: count,
});
export const tallySchema = z.pipe(
  tallyMembers,
  z.transform(({ unreported, filled = 0, unreported_revisions = 0, ...tally }) => ({
    ...tally,
    unreported: unreported ?? tally.observed,
    filled,
    unreported_revisions,
  })),
);
export type RunTally = z.infer<typeof tallySchema>;

/** A run that has done nothing yet. */
export const NO_TALLY: RunTally = {
  listed: 0,
  bytes: 0,
  queued: 0,
  queued_bytes: 0,
  unreported_revisions: 0,
  calls: 0,
  heads: 0,
  observed: 0,
  unreported: 0,
  gone: 0,
  filled: 0,
  lost: 0,
  unreadable: 0,
};

/** Why an asset is not protected. */
export const UNPROTECTED_REASONS = [
  /** Cloudinary lists it without its original, for example after a rejection by moderation. */
  'placeholder',
  /** It was replaced or deleted between its listing and its copying. */
  'lost',
  /** Cloudinary has it, and keeps refusing to deliver it. */
  'blocked',
  'too-large',
  'unverifiable',
  /** Its job is waiting or was given up: see the dead-letter queues. */
  'pending',
] as const;
export type UnprotectedReason = (typeof UNPROTECTED_REASONS)[number];

/** How complete the backup is: the result of a run. */
export const completenessSchema = z.object({
  /** Assets at Cloudinary, each counted once. */
  assets: count,
  bytes: count,
  /** Assets whose current revision is in the bucket with the right length and, if known, the right MD5. */
  protected: count,
  protected_bytes: count,
  /** Assets that the rules exclude. */
  excluded: count,
  /** Neither protected nor excluded. */
  unprotected: count,
  /** How many are unprotected for which reason. */
  unobtainable: z.partialRecord(z.enum(UNPROTECTED_REASONS), count),
  /** When the oldest unprotected revision was uploaded; absent if there is none. */
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
  /** How many records are missing, according to the report; absent if nothing was compared. */
  fallen: z.optional(count),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** The completeness report of a run, `report.json`. */
export const completenessReportSchema = z.object({
  ...REPORT_DOCUMENT,
  ...HIGH_WATER_FIELDS,
  kind: z.literal('completeness'),
  /** Whether this was the initial backup: no run had finished before. */
  initial: z.boolean(),
  completeness: completenessSchema,
  tally: tallySchema,
  /** How many assets the previous run listed. */
  previous_assets: z.optional(count),
  /** The share by which the library has shrunk since then; 0 if it has not. */
  shrinkage: z.number(),
  /** Bytes downloaded from Cloudinary for what this run found missing. */
  bandwidth: count,
  housekeeping: z.object({
    /** Bucket conditions that do not hold; absent if the check failed. */
    bucket_violations: z.optional(count),
    /** Triggers that were missing or altered at Cloudinary and were registered again; absent if that failed. */
    triggers_repaired: z.optional(count),
    /** Stale multipart uploads that were aborted. */
    uploads_aborted: count,
  }),
  /** At most 100 unprotected assets, oldest first. */
  examples: z.array(
    z.object({
      resource_type: z.string(),
      type: z.string(),
      public_id: z.string(),
      asset_id: z.optional(z.string()),
      version: z.number(),
      bytes: z.number(),
      reason: z.enum(UNPROTECTED_REASONS),
      detail: z.optional(z.string()),
    }),
  ),
});
export type CompletenessReport = z.infer<typeof completenessReportSchema>;
