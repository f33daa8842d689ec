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

/** What came of it. */
export type GuardResult =
  | {
      readonly guarded: true;
      /** What did not hold, and does now. */
      readonly repaired: readonly BucketViolation[];
      /** Statements in the policy that are not ours, by Sid: kept as they were. */
      readonly foreign: readonly string[];
    }
  /** Nothing was changed, as these are not ours to repair, or cannot be read. */
  | { readonly guarded: false; readonly obstacles: readonly BucketViolation[] };

type Repair = (bucket: BucketAdministration, settings: BucketSettings) => Promise<void>;

/** Who may is not the deployment's function: exempt, it would make a policy of this stack's own of the bucket's. */
const putEncryption: Repair = async (bucket) => {
  try {
    await bucket.putEncryption();
  } catch (error) {
    if (errorCodeOf(error) !== 'access-denied') throw error;
    const isGuarded = ownStatements(await bucket.policy()).some(({ Sid }) => Sid === 'NoOtherEncryption');
    if (!isGuarded) throw error;
    const message =
      'S3 denied access. The default encryption is not SSE-S3, and the policy lets nobody change that but the operator role: with it, run "npm run cli -- bucket repair" (where the stack is not deployed yet: "aws s3api put-bucket-encryption"), then deploy again. Without such a role, remove the statement NoOtherEncryption first.';
    throw new PipelineError('access-denied', message, { cause: error });
  }
};

/** In this order: what is put right first must not need a right that the policy takes. */
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

/** What is put right, in the order in which it must be. */
export const REPAIR_ORDER: readonly BucketCondition[] = REPAIRS.map(([condition]) => condition);

function isObstacle({ condition, unreadable }: BucketViolation): boolean {
  return unreadable || !BUCKET_CONDITIONS[condition].repairable;
}

/**
 * Makes the bucket meet its conditions: default encryption, public access, ownership, our statements in the policy, the
 * markers. Puts only what differs. Statements of others stay in the policy.
 *
 * Changes nothing when something is wrong that it must not repair: versioning, lifecycle rules, Object Lock, a public
 * statement, on a bucket of the stack's own any that allows something, a policy that would be too long, or a bucket that
 * is not there. A change that S3 refuses leaves the ones before it in place: each is for the better, and trying again goes
 * on from there.
 *
 * @param conditions to look at; by default all
 * @throws PipelineError `access-denied` or `storage-failed` where a change is refused
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
