import { BUCKET_CONDITIONS, type BucketViolation } from '#shared/domain/bucket/bucket-conditions.ts';
import { plural } from '#shared/domain/text/figure-text.ts';
import type { BucketRepair, LeftViolation } from '#shared/usecases/bucket/repair-bucket.ts';
import { heading, type Line } from '../console/line.ts';
import { verdict } from '../console/verdict.ts';
import { commandLine } from '../executable.ts';
import { EXIT_CODE } from '../exit-code.ts';
import { foundText } from './found-text.ts';

/** The name of the bucket, and the name of its stack. */
interface CheckedBucket {
  readonly name: string;
  readonly stack: string;
}

/** The violations of each condition: they have the same meaning, remedy and refusal. */
function byCondition<Violation extends BucketViolation>(all: readonly Violation[]): readonly [Violation, string][] {
  const conditions = Map.groupBy(all, ({ condition }) => condition);
  return [...conditions.values()].flatMap((those) =>
    those.slice(0, 1).map((first): [Violation, string] => [first, foundText(those.map(({ found }) => found))]),
  );
}

/** What was found, why it matters, and what to do, in a paragraph for each condition. */
function violationLines(violations: readonly LeftViolation[]): readonly Line[] {
  return byCondition(violations).flatMap(([{ condition, unreadable, refusal }, found]) => {
    const { meaning, remedy } = BUCKET_CONDITIONS[condition];
    const advice = unreadable
      ? 'Repeat the command; if S3 refused to show this, with credentials that may read it. Until then, it counts as not met.'
      : remedy;
    const refused = refusal === undefined ? '' : ` Not repaired: ${refusal}.`;
    return [{ style: 'heading', marked: `${condition}:`, rest: ` ${found}.` }, `${meaning} ${advice}${refused}`, ''];
  });
}

/** `the bucket does not meet 2 conditions` */
function violatedText(violations: readonly LeftViolation[], verb = 'does not'): string {
  return `the bucket ${verb} meet ${plural(byCondition(violations).length, 'condition')}`;
}

/** The verdict on a bucket that is fine. The name is last: it may need a line of its own. */
function fineVerdict(text: string, { name }: CheckedBucket): Line {
  return verdict(EXIT_CODE.done, `${text} for the bucket ${name}`);
}

/** Formats the result of a check for people. */
export function checkLines(violations: readonly BucketViolation[], bucket: CheckedBucket): readonly Line[] {
  if (violations.length === 0) return [fineVerdict('every condition holds', bucket)];
  const advice = violations.some(({ condition, unreadable }) => BUCKET_CONDITIONS[condition].repairable && !unreadable)
    ? `To repair what can be repaired: ${commandLine('bucket repair', bucket.stack)}`
    : 'See docs/runbook.md, "Bucket conditions".';
  return [...violationLines(violations), verdict(EXIT_CODE.attention, `${violatedText(violations)}. ${advice}`)];
}

function repairVerdict({ repaired, left }: BucketRepair, bucket: CheckedBucket, dryRun: boolean): Line {
  if (left.length > 0) {
    const text = violatedText(left, dryRun ? 'would still not' : 'still does not');
    return verdict(EXIT_CODE.attention, `${text}. Decide what to do: docs/runbook.md, "Bucket conditions".`);
  }
  if (repaired.length === 0) return fineVerdict('nothing to do: every condition holds', bucket);
  if (!dryRun) return fineVerdict('every condition holds now', bucket);
  const advice = `To repair: ${commandLine('bucket repair', bucket.stack)}`;
  return verdict(EXIT_CODE.done, `bucket repair would fix everything. ${advice}`);
}

/** Formats the result of a repair for people. */
export function repairLines(done: BucketRepair, bucket: CheckedBucket, dryRun: boolean): readonly Line[] {
  const { repaired, left, foreign } = done;
  const repairs = byCondition(repaired).map(([{ condition }, found]) => `  ${condition}: ${found}`);
  return [
    ...(repairs.length === 0 ? [] : [heading(dryRun ? 'Would be repaired:' : 'Repaired:'), ...repairs, '']),
    ...violationLines(left),
    ...(foreign.length === 0
      ? []
      : [`Policy statements that the stack did not add, kept as they are: ${foreign.join(', ')}`, '']),
    repairVerdict(done, bucket, dryRun),
  ];
}
