import { BUCKET_CONDITIONS } from '#shared/domain/bucket/bucket-conditions.ts';
import { inspectBucket } from '#shared/usecases/bucket/inspect-bucket.ts';
import { type LeftViolation, repairBucket } from '#shared/usecases/bucket/repair-bucket.ts';
import type { CommonOptions, StackWork } from '../command-work.ts';
import { EXIT_CODE } from '../exit-code.ts';
import { checkLines, repairLines } from './bucket-lines.ts';
import { withDeployedBucket } from './deployed-bucket.ts';

/** The JSON form of a violation; documented in docs/cli.md. */
function violationDocument({ condition, found, unreadable, refusal }: LeftViolation) {
  const { meaning, remedy, repairable } = BUCKET_CONDITIONS[condition];
  return { condition, found, unreadable, meaning, remedy, repairable, refusal: refusal ?? null };
}

/** Checks the bucket against what the deployment configured, and reports the differences. */
export const checkWork: StackWork<CommonOptions> = (stack, { json = false }, { console }) =>
  withDeployedBucket(stack, async (bucket, settings, name) => {
    const violations = await inspectBucket(bucket, settings);
    const ok = violations.length === 0;
    if (json) {
      const documents = violations.map(violationDocument);
      console.json({ command: 'bucket check', stack: stack.name, bucket: name, ok, violations: documents });
    } else console.lines(checkLines(violations, { name, stack: stack.name }));
    return ok ? EXIT_CODE.done : EXIT_CODE.attention;
  });

/** Repairs the bucket's policy, settings and markers, and reports what was repaired and what is left. */
export const repairWork: StackWork<CommonOptions> = (stack, { json = false, dryRun = false }, { console }) =>
  withDeployedBucket(stack, async (bucket, settings, name) => {
    const done = await repairBucket(bucket, settings, { dryRun });
    const ok = done.left.length === 0;
    if (json) {
      console.json({
        command: 'bucket repair',
        stack: stack.name,
        bucket: name,
        dry_run: dryRun,
        ok,
        repaired: done.repaired.map(violationDocument),
        left: done.left.map(violationDocument),
        foreign_statements: done.foreign,
      });
    } else console.lines(repairLines(done, { name, stack: stack.name }, dryRun));
    return ok ? EXIT_CODE.done : EXIT_CODE.attention;
  });
