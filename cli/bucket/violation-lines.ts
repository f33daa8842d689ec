import { BUCKET_CONDITIONS, type BucketViolation } from '../../shared/domain/bucket/bucket-conditions.ts';

/** A violation for people: what is there, why it matters, what to do. */
export function violationLines(violation: BucketViolation & { readonly refusal?: string }): readonly string[] {
  const { condition, found, unreadable, refusal } = violation;
  const { meaning, remedy } = BUCKET_CONDITIONS[condition];
  return [
    `  ${condition}: ${found}.`,
    `    ${meaning}`,
    `    ${unreadable ? 'Let somebody look whose credentials may; not to know is never fine.' : remedy}`,
    ...(refusal === undefined ? [] : [`    Not repaired: ${refusal}.`]),
  ];
}
