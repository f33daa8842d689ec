import type { SignatureRejection } from './cloudinary/signature.ts';
import type { ErrorCode } from './errors.ts';
import type { RevisionOutcome } from './journal/journal-entry.ts';

/** The CloudWatch namespace of every metric of this project. */
export const METRIC_NAMESPACE = 'CloudinaryBackup';

/** Why copy attempts fail, in the groups that operators distinguish; the log has the exact code. */
export const COPY_FAILURE_REASONS = ['throttled', 'cloudinary', 'storage', 'other'] as const;
export type CopyFailureReason = (typeof COPY_FAILURE_REASONS)[number];

/**
 * What happens to signed bodies: accepted in one of four ways, or not accepted, so that Cloudinary sends them again.
 * Senseless ones are counted apart, and no alarm counts them: anyone who sees the signature of an upload form can send
 * them.
 */
export const NOTIFICATION_VERDICTS = ['queued', 'ignored', 'set-aside', 'senseless', 'failed'] as const;

/** Why deliveries are refused; the log has the exact reason. */
export const REFUSAL_REASONS = ['mismatch', 'other'] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** The cloud of deliveries that name no configured one: no sender may create series of its own, which cost money. */
export const UNKNOWN_CLOUD = 'unknown';

/** One metric: what it counts or measures, and by which dimensions. */
export interface Metric {
  readonly unit: 'Count' | 'Bytes' | 'Milliseconds' | 'Percent';
  /** A dimension besides `cloud`, with every value that it can have. */
  readonly by?: { readonly dimension: string; readonly values: readonly string[] };
  /**
   * Published by inventory and verify runs, once a day or less: such a series costs a 24th of one with data every hour.
   */
  readonly seldom?: true;
  /** One sentence for the metrics page. */
  readonly meaning: string;
}

/**
 * Every metric of the pipeline. All have the dimension `cloud`. Each combination of a metric and the values of its
 * dimensions is a series, and CloudWatch charges for each hour in which a series gets data. So there are few, and zeros
 * are published only of those whose alarm must clear when a run finds nothing.
 *
 * Source: https://aws.amazon.com/cloudwatch/pricing/
 */
export const METRICS = {
  RevisionsStored: { unit: 'Count', meaning: 'Revisions copied into the bucket exactly, and verified.' },
  BytesStored: { unit: 'Bytes', meaning: 'Bytes of the revisions copied.' },
  RevisionsAlreadyStored: {
    unit: 'Count',
    meaning: 'Revisions whose exact bytes were already in the bucket: repeated messages, and bulk work.',
  },
  RevisionsExcluded: { unit: 'Count', meaning: 'Revisions that the configured rules exclude.' },
  RevisionsLost: {
    unit: 'Count',
    meaning: 'Revisions that were replaced or deleted at Cloudinary before anyone could copy them.',
  },
  RevisionsTooLarge: {
    unit: 'Count',
    meaning: 'Revisions for which the large worker ran out of time at every attempt.',
  },
  RevisionsUnverifiable: {
    unit: 'Count',
    meaning: "Revisions whose bytes did not match Cloudinary's etag at any attempt.",
  },
  BackupLag: {
    unit: 'Milliseconds',
    meaning:
      'Time from the event at Cloudinary to the copy in the bucket, one value for each revision; never negative.',
  },
  CopyFailures: {
    unit: 'Count',
    by: { dimension: 'reason', values: COPY_FAILURE_REASONS },
    meaning: 'Copy attempts that failed or have to wait, and will be repeated.',
  },
  RetryAge: {
    unit: 'Milliseconds',
    meaning: 'Age of a job on the live or large queue that failed again or waits; of a batch, the oldest.',
  },
  Notifications: {
    unit: 'Count',
    by: { dimension: 'verdict', values: NOTIFICATION_VERDICTS },
    meaning:
      'What happened to notifications: jobs queued, nothing to do, not understood and set aside (senseless ones apart), or not accepted.',
  },
  SignatureRejections: {
    unit: 'Count',
    by: { dimension: 'reason', values: REFUSAL_REASONS },
    meaning:
      'Deliveries refused: no stored secret signed them, their timestamp is too far off, or they are not notifications.',
  },
  QuotaLeft: {
    unit: 'Count',
    meaning: "Calls left of Cloudinary's hourly Admin API quota, according to its last answer, an error included.",
  },
  RevisionsUnobtainable: {
    unit: 'Count',
    seldom: true,
    meaning: 'Revisions that a run found missing, and that Cloudinary refused to deliver at every attempt.',
  },
  InventoryRuns: { unit: 'Count', seldom: true, meaning: 'Inventory runs that finished.' },
  AssetsAtCloudinary: { unit: 'Count', seldom: true, meaning: 'Assets that the last inventory run listed.' },
  AssetsProtected: {
    unit: 'Count',
    seldom: true,
    meaning:
      'Listed assets whose current revision is in the bucket with the right length and, if known, the right MD5.',
  },
  AssetsUnprotected: {
    unit: 'Count',
    seldom: true,
    meaning:
      'Listed assets that are neither in the bucket nor excluded by rules, without those that were withdrawn at Cloudinary or replaced during the run; 0 if all is well.',
  },
  RevisionsFoundMissing: {
    unit: 'Count',
    seldom: true,
    meaning: 'Revisions that an inventory run found missing and queued.',
  },
  ChangesUnreported: {
    unit: 'Count',
    seldom: true,
    meaning: 'Changes that an inventory run found and no notification had reported.',
  },
  RevisionsUnreported: {
    unit: 'Count',
    seldom: true,
    meaning:
      'Revisions that an inventory run found missing and queued, more than an hour old, and that no notification had reported.',
  },
  LibraryShrinkage: {
    unit: 'Percent',
    seldom: true,
    meaning: 'By how much the library at Cloudinary has shrunk since the previous inventory run.',
  },
  TriggersRepaired: {
    unit: 'Count',
    seldom: true,
    meaning: 'Triggers that were missing or altered at Cloudinary, and were registered again.',
  },
  RecordsMissing: {
    unit: 'Count',
    seldom: true,
    meaning:
      'Parts of journal and inventory that earlier runs had found in the bucket, and this one did not; 0 if all is well.',
  },
  VerifyRuns: { unit: 'Count', seldom: true, meaning: 'Verify runs that finished.' },
  RevisionsMissing: {
    unit: 'Count',
    seldom: true,
    meaning: 'Stored revisions that a verify run did not find in the bucket, before mending; 0 if all is well.',
  },
  RevisionsDamaged: {
    unit: 'Count',
    seldom: true,
    meaning: 'Stored revisions whose object has a different size, MD5 or content, before mending; 0 if all is well.',
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

/** The metric that counts the revisions of each outcome; what never existed is only logged. */
export const METRIC_OF_OUTCOME: Readonly<Record<Exclude<RevisionOutcome, 'never-existed'>, MetricName>> = {
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
    case 'absent':
    case 'cloudinary-failed':
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
 * @param rejection `undefined` if the delivery was refused before its signature was checked
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
 * Settings that Cloudinary forbids on the bucket, or that the backup needs. They concern the whole bucket, so this
 * metric alone has the stack's name as its dimension instead of the cloud.
 */
export const BUCKET_VIOLATIONS = {
  name: 'BucketViolations',
  dimension: 'stack',
  unit: 'Count',
  meaning: 'Bucket conditions that did not hold at the last check; 0 if all is well.',
} as const;
