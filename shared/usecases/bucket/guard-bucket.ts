import {
  ALL_BUCKET_CONDITIONS,
  BUCKET_CONDITIONS,
  type BucketCondition,
  type BucketViolation,
} from '../../domain/bucket-conditions.ts';
import { bucketPolicy } from '../../domain/bucket-policy.ts';
import type { BucketSettings } from '../../domain/bucket-settings.ts';
import { foreignStatements, withOwnStatements } from '../../domain/own-statements.ts';
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

/** In this order: what is put right first must not need a right that the policy takes. */
const REPAIRS: readonly (readonly [BucketCondition, Repair])[] = [
  ['encryption', (bucket) => bucket.putEncryption()],
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

const isObstacle = ({ condition, unreadable }: BucketViolation): boolean =>
  unreadable || !BUCKET_CONDITIONS[condition].repairable;

/**
 * Makes the bucket meet its conditions: default encryption, public access, ownership, our statements in the policy, the
 * markers. Puts only what differs. Statements of others stay in the policy.
 *
 * Changes nothing when something is wrong that it must not repair: versioning, lifecycle rules, Object Lock, a public
 * statement, or a bucket that is not there.
 *
 * @param conditions to look at; by default all
 * @throws PipelineError `access-denied` or `storage-failed` where a change is refused
 */
export const guardBucket = async (
  bucket: BucketAdministration,
  settings: BucketSettings,
  conditions: readonly BucketCondition[] = ALL_BUCKET_CONDITIONS,
): Promise<GuardResult> => {
  const violations = await inspectBucket(bucket, settings, conditions);
  const obstacles = violations.filter(isObstacle);
  if (obstacles.length > 0) return { guarded: false, obstacles };
  for (const [condition, repair] of REPAIRS) {
    if (violations.some((violation) => violation.condition === condition)) await repair(bucket, settings);
  }
  const foreign = foreignStatements(await bucket.policy()).map(({ Sid }) => Sid ?? 'without a Sid');
  return { guarded: true, repaired: violations, foreign };
};
