import * as z from 'zod/mini';
import { count, REPORT_DOCUMENT, STARTED_DOCUMENT } from '../runs/document-fields.ts';
import { HIGH_WATER_FIELDS } from '../runs/high-water-mark.ts';

/** `started.json` of a verify run. */
export const verifyStartedSchema = z.object({
  ...STARTED_DOCUMENT,
  /** Which part of the objects is read and hashed, as the operator wrote it; absent if none is. */
  read_data: z.optional(z.string()),
  /** Whether the run queues jobs for what is missing or damaged. */
  mend: z.boolean(),
  /** The newest inventory run that had finished; absent if there was none. */
  inventory: z.optional(z.string()),
});
export type VerifyStarted = z.infer<typeof verifyStartedSchema>;

/**
 * What is wrong with an object: it is missing, its listing shows another size or MD5, or reading it gives other bytes.
 */
export const VERIFY_PROBLEMS = ['missing', 'different', 'corrupt'] as const;
export type VerifyProblem = (typeof VERIFY_PROBLEMS)[number];

/**
 * The outcome of a problem: a good copy is in the bucket again (under its own key or the alternative one); Cloudinary
 * no longer has that version; the job is still waiting or was given up; or mending was not attempted.
 */
export const MENDINGS = ['mended', 'gone-at-cloudinary', 'pending', 'not-tried'] as const;

/** What a verify run counts. */
export const VERIFY_COUNTS = {
  /** Revisions that the journal and the newest inventory say are stored, and their bytes. */
  expected: count,
  expected_bytes: count,
  /** Objects under the revisions' prefix of the cloud, and their bytes. */
  found: count,
  found_bytes: count,
  /** Objects that were read and hashed, and their bytes. */
  read: count,
  read_bytes: count,
  missing: count,
  different: count,
  corrupt: count,
  /** The problems that have a good copy now. */
  mended: count,
  /** Objects that nothing records, for example after a crash between an object and its journal entry. */
  unrecorded: count,
};

/** The report of a verify run, `report.json`. */
export const verifyReportSchema = z.object({
  ...REPORT_DOCUMENT,
  ...VERIFY_COUNTS,
  ...HIGH_WATER_FIELDS,
  kind: z.literal('verify'),
  read_data: z.optional(z.string()),
  mend: z.boolean(),
  /**
   * Objects that should have been read and could not be: refused, or too large for a step; absent if there are none.
   */
  unread: z.optional(count),
  /** Every problem, up to 10,000; the counts above include all. */
  problems: z.array(
    z.object({
      problem: z.enum(VERIFY_PROBLEMS),
      key: z.string(),
      resource_type: z.string(),
      type: z.string(),
      public_id: z.string(),
      version: z.number(),
      expected: z.object({ bytes: z.number(), md5: z.optional(z.string()) }),
      found: z.optional(z.object({ bytes: z.number(), md5: z.optional(z.string()) })),
      mending: z.enum(MENDINGS),
      /** Where a good copy is now. */
      stored_key: z.optional(z.string()),
    }),
  ),
});
export type VerifyReport = z.infer<typeof verifyReportSchema>;
