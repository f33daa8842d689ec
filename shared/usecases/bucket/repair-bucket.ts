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

/** A condition that still does not hold. */
export interface LeftViolation extends BucketViolation {
  /** Why the repair failed; absent if the condition is not one to repair. */
  readonly refusal?: string;
}

/** What a repair did, or would do. */
export interface BucketRepair {
  readonly repaired: readonly BucketViolation[];
  readonly left: readonly LeftViolation[];
  /** The Sids of the policy's statements that are not ours; they are unchanged. Empty if the policy cannot be read. */
  readonly foreign: readonly string[];
}

/** Conditions whose violation makes S3 refuse any policy of ours. */
const POLICY_BLOCKERS: readonly (readonly [BucketCondition, string])[] = [
  ['public-statement', 'S3 accepts no policy while a statement in it allows everyone: remove that statement first'],
  ['policy-size', 'the complete policy would be longer than S3 accepts: first remove statements that are not ours'],
];

async function foreignIn(bucket: BucketAdministration): Promise<readonly string[]> {
  try {
    return foreignSids(await bucket.policy());
  } catch (error) {
    if (errorCodeOf(error) === 'unknown') throw error;
    // The violations already say that the policy cannot be read.
    return [];
  }
}

/** @returns why the repair failed; `undefined` if the condition now holds */
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
  // The bucket's state decides: the error may come from reading something else after the change.
  return (await inspectBucket(bucket, settings, [condition])).length === 0 ? undefined : refusal;
}

/**
 * Repairs each of the bucket's conditions that can be repaired, independently of the others. `guardBucket` makes a
 * deployment fail over conditions that the operator must decide about; this function repairs the rest despite them. It
 * does not touch objects.
 *
 * @throws only errors that are not failures of S3
 */
export async function repairBucket(
  bucket: BucketAdministration,
  settings: BucketSettings,
  { dryRun }: { readonly dryRun: boolean },
): Promise<BucketRepair> {
  const violations = await inspectBucket(bucket, settings);
  const policyBlocker = POLICY_BLOCKERS.find(([condition]) =>
    violations.some((violation) => violation.condition === condition),
  )?.[1];
  const left: LeftViolation[] = violations.filter(
    ({ condition, unreadable }) => unreadable || !BUCKET_CONDITIONS[condition].repairable,
  );
  const repaired: BucketViolation[] = [];
  for (const condition of REPAIR_ORDER) {
    const those = violations.filter((violation) => violation.condition === condition && !violation.unreadable);
    if (those.length === 0) continue;
    const known = condition === 'policy' ? policyBlocker : undefined;
    const refusal = known ?? (dryRun ? undefined : await repair(bucket, settings, condition));
    if (refusal === undefined) repaired.push(...those);
    else left.push(...those.map((violation) => ({ ...violation, refusal })));
  }
  return { repaired, left, foreign: await foreignIn(bucket) };
}
