/** A condition that the bucket must meet: why, and what to do if it does not. */
export interface BucketConditionText {
  readonly meaning: string;
  readonly remedy: string;
  /** Whether the pipeline may repair it by itself. Repairing the others loses something, so the operator decides. */
  readonly repairable: boolean;
}

const MOVE = 'It cannot be undone, so the backup needs another bucket: adopt or create one, and copy the objects.';
const REPAIR = 'Repair the bucket, and find out in CloudTrail who changed it.';

/**
 * Everything that must hold for the bucket so that stored objects last and Cloudinary accepts the bucket for its own
 * backup.
 *
 * Source: https://cloudinary.com/documentation/backups_and_version_management#using_your_own_backup_storage
 */
export const BUCKET_CONDITIONS = {
  reachable: {
    meaning: 'The bucket does not exist in this region and this account: nothing is backed up.',
    remedy: 'Check its name, the region and the account.',
    repairable: false,
  },
  // Suspended versioning counts as none: it makes no more versions, and S3 cannot undo it any further. Otherwise a slip
  // would mean a permanent alarm, and a bucket that cannot be adopted.
  versioning: {
    meaning: 'Cloudinary forbids versioning on a backup bucket.',
    remedy: 'Suspend versioning: the runbook has the commands under "Bucket conditions".',
    repairable: false,
  },
  lifecycle: {
    meaning: 'Cloudinary forbids lifecycle rules on a backup bucket, and such rules delete or move stored objects.',
    remedy: 'Find out what the lifecycle configuration has done, then delete it.',
    repairable: false,
  },
  'object-lock': { meaning: 'Cloudinary forbids Object Lock on a backup bucket.', remedy: MOVE, repairable: false },
  policy: {
    meaning:
      'Without the complete policy, stored revisions can be overwritten or deleted, or Cloudinary has rights other than those you configured.',
    remedy: REPAIR,
    repairable: true,
  },
  'policy-size': {
    meaning: 'S3 refuses policies of more than 20,480 bytes, so the complete policy cannot be set.',
    remedy:
      'Remove statements that this stack did not add from the policy, or divide the clouds among several buckets.',
    repairable: false,
  },
  'foreign-statement': {
    meaning: 'The policy allows something that no deployment added.',
    remedy: 'Find out in CloudTrail who added the statement, and remove it.',
    repairable: false,
  },
  'public-statement': {
    meaning: 'The policy allows something to everyone on the internet.',
    remedy: 'Remove that statement from the policy.',
    repairable: false,
  },
  encryption: {
    meaning:
      'With any default encryption other than SSE-S3, anyone who holds the key can destroy stored objects, and ETags are not MD5s.',
    remedy: REPAIR,
    repairable: true,
  },
  'public-access': {
    meaning: 'Public access is not blocked, so a mistake in a policy or an ACL exposes the backup.',
    remedy: REPAIR,
    repairable: true,
  },
  ownership: {
    meaning:
      'Object ownership is not as configured, so objects from other accounts may be unreadable, or an ACL gives access.',
    remedy: REPAIR,
    repairable: true,
  },
  marker: {
    meaning:
      "Cloudinary does not recognise the bucket as this cloud's, so its own backup and its restores from the bucket fail.",
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
  /** What was found instead, in words. */
  readonly found: string;
  /** S3 could not be asked: the condition may hold or not. */
  readonly unreadable: boolean;
}
