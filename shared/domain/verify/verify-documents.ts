import * as z from 'zod/mini';
import { count, REPORT_DOCUMENT, STARTED_DOCUMENT } from '../runs/run-documents.ts';

/** `started.json` of a verify run. */
export const verifyStartedSchema = z.object({
  ...STARTED_DOCUMENT,
  /** What part of the objects is read and hashed, as the operator wrote it; absent where none is. */
  read_data: z.optional(z.string()),
  /** Whether what is missing or different is fetched again. */
  mend: z.boolean(),
  /** The newest inventory run that had finished; absent where there was none. */
  inventory: z.optional(z.string()),
});
export type VerifyStarted = z.infer<typeof verifyStartedSchema>;

/** What is wrong with an object: it is not there, its size or MD5 is another, or its bytes are when read. */
export const VERIFY_PROBLEMS = ['missing', 'different', 'corrupt'] as const;
export type VerifyProblem = (typeof VERIFY_PROBLEMS)[number];

/**
 * What has become of a problem: a good copy is in the bucket by now (`under` its own key, or the alternative one);
 * Cloudinary no longer has that version; the job still waits or was given up; or nothing was tried.
 */
export const MENDINGS = ['mended', 'gone-at-cloudinary', 'pending', 'not-tried'] as const;

/** What a verify run counts. */
export const VERIFY_COUNTS = {
  /** Revisions that journal and inventory say are stored, and their bytes. */
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
  /** Of the problems, those with a good copy. */
  mended: count,
  /** Objects that nothing tells of, as after a crash between an object and its journal entry. */
  unrecorded: count,
};

/** The report of a verify run, `report.json`. */
export const verifyReportSchema = z.object({
  ...REPORT_DOCUMENT,
  ...VERIFY_COUNTS,
  kind: z.literal('verify'),
  read_data: z.optional(z.string()),
  mend: z.boolean(),
  /** Objects that were to be read and could not be: refused, or too large for a step; absent where there are none. */
  unread: z.optional(count),
  /** Every problem, up to 10,000; the counts above are of all. */
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
      under: z.optional(z.string()),
    }),
  ),
});
export type VerifyReport = z.infer<typeof verifyReportSchema>;
