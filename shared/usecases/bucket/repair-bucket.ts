import {
  BUCKET_CONDITIONS,
  type BucketCondition,
  type BucketViolation,
} from '#shared/domain/bucket/bucket-conditions.ts';
import type { BucketSettings } from '#shared/domain/bucket/bucket-settings.ts';
import { foreignSids } from '#shared/domain/bucket/own-statements.ts';
import { errorCodeOf } from '#shared/domain/errors.ts';
import type { BucketAdministration } from './bucket-administration.ts';
import { guardBucket, REPAIR_ORDER } from './guard-bucket.ts';
import { inspectBucket } from './inspect-bucket.ts';

/** A condition that does not hold still. */
export interface LeftViolation extends BucketViolation {
  /** Why a repair of it did not work; absent where it is none to repair. */
  readonly refusal?: string;
}

/** What a repair did, or would do. */
export interface BucketRepair {
  readonly repaired: readonly BucketViolation[];
  readonly left: readonly LeftViolation[];
  /** Statements in the policy that are not ours, by Sid: kept as they were. Empty where the policy cannot be read. */
  readonly foreign: readonly string[];
}

/** What, when violated, makes S3 refuse any policy of ours. */
const IN_THE_WAY_OF_THE_POLICY: readonly (readonly [BucketCondition, string])[] = [
  ['public-statement', 'S3 takes no policy while a statement in it allows everybody: remove that statement first'],
  ['policy-size', 'the complete policy would be longer than S3 takes: remove statements that are not ours first'],
];

async function foreignIn(bucket: BucketAdministration): Promise<readonly string[]> {
  try {
    return foreignSids(await bucket.policy());
  } catch (error) {
    if (errorCodeOf(error) === 'unknown') throw error;
    // That it cannot be read is among the violations.
    return [];
  }
}

/** @returns what is in the way, nothing once the condition holds */
async function repair(
  bucket: BucketAdministration,
  settings: BucketSettings,
  condition: BucketCondition,
): Promise<string | undefined> {
  let refusal = 'the change had no effect';
  try {
    await guardBucket(bucket, settings, [condition]);
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === 'unknown') throw error;
    refusal = `S3 refused the change (${code})`;
  }
  // What counts is how the bucket is: the error may be of a look at something else, after the change.
  return (await inspectBucket(bucket, settings, [condition])).length === 0 ? undefined : refusal;
}

/**
 * Puts right all of the bucket's conditions that can be, each by itself: unlike `guardBucket`, which a deployment is to
 * fail by, it lets nothing that is for somebody to decide stand in the way of the policy. Objects are not touched.
 *
 * @throws only what is no failure of S3
 */
export async function repairBucket(
  bucket: BucketAdministration,
  settings: BucketSettings,
  { dryRun }: { readonly dryRun: boolean },
): Promise<BucketRepair> {
  const violations = await inspectBucket(bucket, settings);
  const inTheWay = IN_THE_WAY_OF_THE_POLICY.find(([condition]) =>
    violations.some((violation) => violation.condition === condition),
  )?.[1];
  const left: LeftViolation[] = violations.filter(
    ({ condition, unreadable }) => unreadable || !BUCKET_CONDITIONS[condition].repairable,
  );
  const repaired: BucketViolation[] = [];
  for (const condition of REPAIR_ORDER) {
    const those = violations.filter((violation) => violation.condition === condition && !violation.unreadable);
    if (those.length === 0) continue;
    const known = condition === 'policy' ? inTheWay : undefined;
    const refusal = known ?? (dryRun ? undefined : await repair(bucket, settings, condition));
    if (refusal === undefined) repaired.push(...those);
    else left.push(...those.map((violation) => ({ ...violation, refusal })));
  }
  return { repaired, left, foreign: await foreignIn(bucket) };
}
