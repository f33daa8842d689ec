import { BUCKET_CONDITIONS, type BucketViolation } from '../../shared/domain/bucket/bucket-conditions.ts';

/** A violation as `--json` prints it; docs/cli.md describes it. */
export function violationDocument(violation: BucketViolation & { readonly refusal?: string }) {
  const { condition, found, unreadable, refusal } = violation;
  const { meaning, remedy, repairable } = BUCKET_CONDITIONS[condition];
  return { condition, found, unreadable, meaning, remedy, repairable, refusal: refusal ?? null };
}
