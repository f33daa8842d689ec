import type { Command } from 'commander';
import { describedCommand } from '../command-help.ts';
import type { CommandContext } from '../command-work.ts';
import { EXIT_CODE } from '../exit-code.ts';
import { onStack, operatorCommand } from '../operator-command.ts';

const EXIT_CODES = {
  [EXIT_CODE.done]: 'the bucket meets every condition',
  [EXIT_CODE.failed]: 'failed',
  [EXIT_CODE.usage]: 'wrong usage',
  [EXIT_CODE.attention]: 'a condition is not met, or cannot be read: the output names it',
} as const;

function checkCommand(context: CommandContext): Command {
  return operatorCommand({
    name: 'check',
    summary: 'compare the bucket with what the deployment configured',
    description: [
      'Compares the bucket with what the deployment configured: policy, encryption, public access, ownership, and the markers (the empty objects by which Cloudinary recognises a backup bucket). It also checks that there is no versioning, no lifecycle rule, no Object Lock and no policy statement that gives access it must not give. For each condition that the bucket does not meet, it shows what it found, why this matters and what to do. A condition that it cannot read counts as not met.',
      'It changes nothing. The stack makes the same check every hour, and an alarm reports the result.',
    ],
    exitCodes: EXIT_CODES,
    examples: [['bucket check']],
  }).action(onStack(context, async () => (await import('./bucket-work.ts')).checkWork));
}

function repairCommand(context: CommandContext): Command {
  return operatorCommand({
    name: 'repair',
    summary: 'repair the policy, the settings and the markers of the bucket',
    description: [
      "Repairs the stack's statements in the bucket policy (it keeps all other statements), default encryption, public access, object ownership, and the markers (the empty objects by which Cloudinary recognises a backup bucket). If S3 refuses one repair, the command still makes the others. It never touches a stored object.",
      'It does not touch versioning, lifecycle rules, Object Lock, or statements that the stack did not add, because these cannot be removed safely. It shows what you can do about them.',
      'First find out who changed the bucket, and why: docs/runbook.md, "Bucket conditions".',
    ],
    exitCodes: {
      ...EXIT_CODES,
      [EXIT_CODE.done]: 'the bucket meets every condition now; with --dry-run, it would meet them after a repair',
    },
    examples: [['bucket repair --dry-run']],
  })
    .option('--dry-run', 'show what would be repaired, and change nothing')
    .action(onStack(context, async () => (await import('./bucket-work.ts')).repairWork));
}

/** Describes `bucket check` and `bucket repair`. */
export function bucketCommand(context: CommandContext): Command {
  return describedCommand({
    name: 'bucket',
    summary: 'check the bucket, or repair it',
    description: ['Checks the bucket against what the deployment configured, or repairs it.'],
    exitCodes: EXIT_CODES,
    examples: [['bucket check'], ['bucket repair --dry-run']],
  })
    .addCommand(checkCommand(context))
    .addCommand(repairCommand(context));
}
