import { type BucketRepair, repairBucket } from '../../shared/usecases/bucket/repair-bucket.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT_CODE, type ExitCode } from '../exit-code.ts';
import type { CommonOptions } from '../operator-command.ts';
import type { DeployedStack } from '../stack/deployed-stack.ts';
import { withDeployedBucket } from './deployed-bucket.ts';
import { violationDocument } from './violation-document.ts';
import { violationLines } from './violation-lines.ts';

/** The options of `bucket repair` as commander reads them. */
export interface BucketRepairOptions extends CommonOptions {
  readonly dryRun?: boolean;
}

const LEFT = `What is left is for you to decide: see "Bucket conditions" in docs/runbook.md.`;

function repairLines(name: string, { repaired, left, foreign }: BucketRepair, dryRun: boolean): readonly string[] {
  const lines = [
    ...(repaired.length === 0 ? [] : [dryRun ? 'Would be repaired:' : 'Repaired:']),
    ...repaired.map(({ condition, found }) => `  ${condition}: ${found}`),
    ...(left.length === 0 ? [] : ['NOT as it must be:', ...left.flatMap(violationLines), LEFT]),
    ...(foreign.length === 0 ? [] : [`Statements of others in the policy, kept as they are: ${foreign.join(', ')}`]),
  ];
  const fine = repaired.length === 0 && left.length === 0;
  return [`The bucket ${name}${fine ? ' is as it must be: nothing to repair.' : ':'}`, ...lines];
}

/** Puts the bucket's policy, settings and markers right, and tells what was done and what is left. */
export function runBucketRepair(
  { json = false, dryRun = false }: BucketRepairOptions,
  stack: DeployedStack,
  { console }: CommandContext,
): Promise<ExitCode> {
  return withDeployedBucket(stack, async ({ name, bucket, settings }) => {
    const done = await repairBucket(bucket, settings, { dryRun });
    if (json) {
      console.json({
        command: 'bucket repair',
        stack: stack.name,
        bucket: name,
        dry_run: dryRun,
        ok: done.left.length === 0,
        repaired: done.repaired.map(violationDocument),
        left: done.left.map(violationDocument),
        foreign_statements: done.foreign,
      });
    } else console.lines(repairLines(name, done, dryRun));
    return done.left.length === 0 ? EXIT_CODE.done : EXIT_CODE.attention;
  });
}
