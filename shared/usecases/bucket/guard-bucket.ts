import {
  ALL_BUCKET_CONDITIONS,
  BUCKET_CONDITIONS,
  type BucketCondition,
  type BucketViolation,
} from '#shared/domain/bucket/bucket-conditions.ts';
import { bucketPolicy } from '#shared/domain/bucket/bucket-policy.ts';
import type { BucketSettings } from '#shared/domain/bucket/bucket-settings.ts';
import { foreignSids, ownStatements, withOwnStatements } from '#shared/domain/bucket/own-statements.ts';
import { errorCodeOf, PipelineError } from '#shared/domain/errors.ts';
import type { BucketAdministration } from './bucket-administration.ts';
import { inspectBucket } from './inspect-bucket.ts';

/** The result of guarding a bucket. */
export type GuardResult =
  | {
      readonly guarded: true;
      /** Conditions that did not hold, and now do. */
      readonly repaired: readonly BucketViolation[];
      /** The Sids of the policy's statements that are not ours; they are unchanged. */
      readonly foreign: readonly string[];
    }
  /** Nothing was changed: we must not repair these, or cannot read them. */
  | { readonly guarded: false; readonly obstacles: readonly BucketViolation[] };

type Repair = (bucket: BucketAdministration, settings: BucketSettings) => Promise<void>;

/** The policy exempts only the operator role: exempting this function would tie the bucket's policy to this stack. */
const putEncryption: Repair = async (bucket) => {
  try {
    await bucket.putEncryption();
  } catch (error) {
    if (errorCodeOf(error) !== 'access-denied') throw error;
    const isGuarded = ownStatements(await bucket.policy()).some(({ Sid }) => Sid === 'NoOtherEncryption');
    if (!isGuarded) throw error;
    const message =
      'S3 denied access. The default encryption is not SSE-S3, and the policy lets only the operator role change that. With that role, run "./cloudinary-backup bucket repair" (if the stack is not deployed yet: "aws s3api put-bucket-encryption"), then deploy again. Without such a role, first remove the statement NoOtherEncryption.';
    throw new PipelineError('access-denied', message, { cause: error });
  }
};

/** The repairs in their order: a repair must not need a permission that a later one takes away. */
const REPAIRS: readonly (readonly [BucketCondition, Repair])[] = [
  ['encryption', putEncryption],
  ['public-access', (bucket) => bucket.blockPublicAccess()],
  ['ownership', (bucket, { objectOwnership }) => bucket.putObjectOwnership(objectOwnership)],
  [
    'policy',
    async (bucket, settings) => bucket.putPolicy(withOwnStatements(await bucket.policy(), bucketPolicy(settings))),
  ],
  [
    'marker',
    async (bucket, { clouds }) => {
      for (const cloud of clouds) if (!(await bucket.hasMarker(cloud))) await bucket.putMarker(cloud);
    },
  ],
];

/** The conditions that are repaired, in the order in which they must be. */
export const REPAIR_ORDER: readonly BucketCondition[] = REPAIRS.map(([condition]) => condition);

function isObstacle({ condition, unreadable }: BucketViolation): boolean {
  return unreadable || !BUCKET_CONDITIONS[condition].repairable;
}

/**
 * Makes the bucket meet its conditions: default encryption, public access, ownership, our statements in the policy,
 * markers. It changes only what differs, and keeps the policy's statements of others.
 *
 * It changes nothing if something is wrong that it must not repair: versioning, lifecycle rules, Object Lock, a public
 * statement, a foreign statement that allows something (on a bucket that the stack created), a policy that would be too
 * long, or a missing bucket. If S3 refuses a change, the earlier ones stay: each is an improvement, and another attempt
 * continues from there.
 *
 * @param conditions to check; by default all
 * @throws PipelineError `access-denied` or `storage-failed` if S3 refuses a change
 */
export async function guardBucket(
  bucket: BucketAdministration,
  settings: BucketSettings,
  conditions: readonly BucketCondition[] = ALL_BUCKET_CONDITIONS,
): Promise<GuardResult> {
  const violations = await inspectBucket(bucket, settings, conditions);
  const obstacles = violations.filter(isObstacle);
  if (obstacles.length > 0) return { guarded: false, obstacles };
  for (const [condition, repair] of REPAIRS) {
    if (violations.some((violation) => violation.condition === condition)) await repair(bucket, settings);
  }
  return { guarded: true, repaired: violations, foreign: foreignSids(await bucket.policy()) };
}
