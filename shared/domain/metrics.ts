import type { SignatureRejection } from './cloudinary/signature.ts';
import type { ErrorCode } from './errors.ts';
import type { RevisionOutcome } from './journal/journal-entry.ts';

/** The CloudWatch namespace of every metric of this project. */
export const METRIC_NAMESPACE = 'CloudinaryBackup';

/** What copy attempts fail by, as operators tell failures apart; the log has the exact code. */
export const COPY_FAILURE_REASONS = ['throttled', 'cloudinary', 'storage', 'other'] as const;
export type CopyFailureReason = (typeof COPY_FAILURE_REASONS)[number];

/** What becomes of notifications: taken in one of three ways, or not at all, so that Cloudinary has to send them again. */
export const NOTIFICATION_VERDICTS = ['queued', 'ignored', 'dead-lettered', 'failed'] as const;

/** Why deliveries are refused; the log has the exact reason. */
export const REFUSAL_REASONS = ['mismatch', 'other'] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/**
 * The cloud of what names none that is configured: whoever sends it must not get series of his own, which cost money.
 */
export const UNKNOWN_CLOUD = 'unknown';

/** One metric: what it counts or measures, and what it is divided by beside the cloud. */
export interface Metric {
  readonly unit: 'Count' | 'Bytes' | 'Milliseconds' | 'Percent';
  /** A dimension beside `cloud`, with every value it can have. */
  readonly by?: { readonly dimension: string; readonly values: readonly string[] };
  /** Published by inventory and verify runs, once a day or less: such a series costs a 24th of one with data every hour. */
  readonly seldom?: true;
  /** For the metrics page: one sentence. */
  readonly meaning: string;
}

/**
 * Every metric of the pipeline. All have the dimension `cloud`. Each combination of a metric and the values of its
 * dimensions is a series, which CloudWatch charges by the hour in which it gets data: so they are few, and none is
 * published as zero but those whose alarm is over when a run finds nothing.
 *
 * Source: https://aws.amazon.com/cloudwatch/pricing/
 */
export const METRICS = {
  RevisionsStored: { unit: 'Count', meaning: 'Revisions copied into the bucket, exact and verified.' },
  BytesStored: { unit: 'Bytes', meaning: 'Their bytes.' },
  RevisionsAlreadyStored: {
    unit: 'Count',
    meaning: 'Revisions whose exact bytes were in the bucket before: repeated messages, and bulk work.',
  },
  RevisionsExcluded: { unit: 'Count', meaning: 'Revisions that the configured rules leave out.' },
  RevisionsLost: {
    unit: 'Count',
    meaning: 'Revisions that were replaced or deleted at Cloudinary before anyone could copy them.',
  },
  RevisionsTooLarge: { unit: 'Count', meaning: "Revisions that the large worker's time did not suffice for." },
  RevisionsUnverifiable: {
    unit: 'Count',
    meaning: "Revisions whose bytes, again and again, are not those that Cloudinary's etag names.",
  },
  BackupLag: {
    unit: 'Milliseconds',
    meaning: 'From the event at Cloudinary to its copy in the bucket, one value for each revision; never negative.',
  },
  CopyFailures: {
    unit: 'Count',
    by: { dimension: 'reason', values: COPY_FAILURE_REASONS },
    meaning: 'Attempts that failed and will be repeated.',
  },
  RetryAge: {
    unit: 'Milliseconds',
    meaning:
      'How long ago a message of the live or the large queue was sent that has failed again; the oldest of a batch.',
  },
  Notifications: {
    unit: 'Count',
    by: { dimension: 'verdict', values: NOTIFICATION_VERDICTS },
    meaning: 'What became of notifications: jobs queued, nothing to do, kept on the dead-letter queue, not taken.',
  },
  SignatureRejections: {
    unit: 'Count',
    by: { dimension: 'reason', values: REFUSAL_REASONS },
    meaning: 'Deliveries refused: no stored secret signed them, their time is off, or they are no notifications.',
  },
  QuotaLeft: {
    unit: 'Count',
    meaning: "Calls left of Cloudinary's hourly Admin API quota, as its last successful answer said.",
  },
  RevisionsUnobtainable: {
    unit: 'Count',
    seldom: true,
    meaning: 'Revisions that a run found missing, and that Cloudinary refuses to hand out, again and again.',
  },
  InventoryRuns: { unit: 'Count', seldom: true, meaning: 'Inventory runs that have finished.' },
  AssetsAtCloudinary: { unit: 'Count', seldom: true, meaning: 'Assets that the last inventory run listed.' },
  AssetsProtected: {
    unit: 'Count',
    seldom: true,
    meaning: 'Of them, those whose current revision is in the bucket, exact.',
  },
  AssetsUnprotected: {
    unit: 'Count',
    seldom: true,
    meaning:
      'Of them, those that are neither in the bucket nor excluded by rules, but for what is withdrawn at Cloudinary or was replaced meanwhile; 0 when all is well.',
  },
  RevisionsFoundMissing: {
    unit: 'Count',
    seldom: true,
    meaning: 'Revisions that an inventory run found missing, and queued.',
  },
  ChangesUntold: {
    unit: 'Count',
    seldom: true,
    meaning: 'Changes that an inventory run saw, and that no notification had told.',
  },
  LibraryShrinkage: {
    unit: 'Percent',
    seldom: true,
    meaning: 'By how much the library at Cloudinary has shrunk from one inventory run to the next.',
  },
  TriggersRepaired: {
    unit: 'Count',
    seldom: true,
    meaning: 'Triggers that were missing or altered at Cloudinary, and are registered again.',
  },
  VerifyRuns: { unit: 'Count', seldom: true, meaning: 'Verify runs that have finished.' },
  RevisionsMissing: {
    unit: 'Count',
    seldom: true,
    meaning:
      'Stored revisions that a verify run did not find in the bucket, before it had them mended; 0 when all is well.',
  },
  RevisionsDamaged: {
    unit: 'Count',
    seldom: true,
    meaning: 'Stored revisions whose object has another size, MD5 or content, before mending; 0 when all is well.',
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

/** The metric that counts revisions of an outcome. */
export const METRIC_OF_OUTCOME: Readonly<Record<RevisionOutcome, MetricName>> = {
  stored: 'RevisionsStored',
  'already-stored': 'RevisionsAlreadyStored',
  excluded: 'RevisionsExcluded',
  lost: 'RevisionsLost',
  'too-large': 'RevisionsTooLarge',
  unverifiable: 'RevisionsUnverifiable',
  unobtainable: 'RevisionsUnobtainable',
};

/** Which group a failure of a copy counts in. */
export function copyFailureReason(code: ErrorCode | 'unknown'): CopyFailureReason {
  switch (code) {
    case 'throttled':
      return 'throttled';
    case 'origin-failed':
    case 'not-found':
    case 'wrong-bytes':
    case 'forbidden-redirect':
      return 'cloudinary';
    case 'storage-failed':
    case 'access-denied':
    case 'key-taken':
      return 'storage';
    default:
      return 'other';
  }
}

/**
 * Which group a refused delivery counts in.
 *
 * @param rejection `undefined` for what was refused before its signature was looked at
 */
export function refusalReason(rejection: SignatureRejection | undefined): RefusalReason {
  switch (rejection) {
    case 'mismatch':
    case 'no-secret':
    case 'eddsa-only':
      return 'mismatch';
    default:
      return 'other';
  }
}

/**
 * Settings that Cloudinary forbids on the bucket, or that the backup cannot do without. Counted over the whole bucket:
 * this metric alone has the stack's name as its dimension, and no cloud.
 */
export const BUCKET_VIOLATIONS = {
  name: 'BucketViolations',
  dimension: 'stack',
  unit: 'Count',
  meaning: 'Conditions of the bucket that do not hold, as of the last check; 0 when all is well.',
} as const;
