/** A condition that the bucket must meet: why, and what to do when it does not. */
export interface BucketConditionText {
  readonly meaning: string;
  readonly remedy: string;
  /** Whether the pipeline's own code may put it right; the others lose something, and are for somebody to decide. */
  readonly repairable: boolean;
}

const MOVE =
  'It cannot be taken back, so that the backup needs another bucket: adopt or make one, and copy the objects.';
const REPAIR = 'Repair the bucket, and find out in CloudTrail who changed it.';

/**
 * Everything that must hold for the bucket, so that what is stored lasts and Cloudinary takes the bucket for its own
 * backup.
 *
 * Source: https://cloudinary.com/documentation/backups_and_version_management#using_your_own_backup_storage
 */
export const BUCKET_CONDITIONS = {
  reachable: {
    meaning: 'The bucket is not there, not in this region, or not in this account: nothing is backed up.',
    remedy: 'Check its name, the region and the account.',
    repairable: false,
  },
  // Suspended, it makes no more versions, and nothing can take it back further: that must do, or a slip would be an alarm
  // for ever, and a bucket that nobody may adopt.
  versioning: {
    meaning: 'Cloudinary forbids versioning on a backup bucket.',
    remedy: 'Suspend versioning, as the runbook says.',
    repairable: false,
  },
  lifecycle: {
    meaning: 'Cloudinary forbids lifecycle rules on a backup bucket, and rules delete or move what is stored.',
    remedy: 'Delete the lifecycle configuration, after you have looked at what it has done.',
    repairable: false,
  },
  'object-lock': { meaning: 'Cloudinary forbids Object Lock on a backup bucket.', remedy: MOVE, repairable: false },
  policy: {
    meaning:
      'Without the complete policy, stored revisions can be overwritten or deleted, or Cloudinary may do other than configured.',
    remedy: REPAIR,
    repairable: true,
  },
  'policy-size': {
    meaning: 'S3 takes no policy of more than 20,480 bytes, so that the complete one cannot be put.',
    remedy: 'Remove statements that are not ours from the policy, or divide the clouds among several buckets.',
    repairable: false,
  },
  'foreign-statement': {
    meaning: 'The policy allows something that no deployment has put there.',
    remedy: 'Find out in CloudTrail who put that statement there, and remove it.',
    repairable: false,
  },
  'public-statement': {
    meaning: 'The policy allows something to everybody on the internet.',
    remedy: 'Remove that statement from the policy.',
    repairable: false,
  },
  encryption: {
    meaning: 'Under any default but SSE-S3, whoever holds the key can destroy what is stored, and an ETag is no MD5.',
    remedy: REPAIR,
    repairable: true,
  },
  'public-access': {
    meaning: 'Public access is not blocked, so that a mistake in a policy or an ACL exposes the backup.',
    remedy: REPAIR,
    repairable: true,
  },
  ownership: {
    meaning: 'Objects of other accounts may not be readable, or ACLs count that should not.',
    remedy: REPAIR,
    repairable: true,
  },
  marker: {
    meaning: "Cloudinary does not recognise the bucket as this environment's: its own backup and restoring fail.",
    remedy: REPAIR,
    repairable: true,
  },
} as const satisfies Record<string, BucketConditionText>;

/** The name of a condition; stable, for logs and scripts. */
export type BucketCondition = keyof typeof BUCKET_CONDITIONS;

/** Every condition. */
export const ALL_BUCKET_CONDITIONS = Object.keys(BUCKET_CONDITIONS) as readonly BucketCondition[]; // its keys, no more

/** A condition that does not hold. */
export interface BucketViolation {
  readonly condition: BucketCondition;
  /** What is there instead, in words. */
  readonly found: string;
  /** S3 did not tell: it may hold, and nobody knows. */
  readonly unreadable: boolean;
}
