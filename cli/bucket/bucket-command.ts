import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { type CommonOptions, operatorCommand, runOnStack } from '../operator-command.ts';
import { runBucketCheck } from './run-bucket-check.ts';
import { type BucketRepairOptions, runBucketRepair } from './run-bucket-repair.ts';

// A line for each paragraph: commander wraps them.
const CHECK = [
  'Compares the bucket with what the deployment made of it: policy, encryption, public access, ownership, markers, and that there is no versioning, no lifecycle rule, no Object Lock and no statement that allows what it must not. It names what does not hold, why that matters, and what to do. What cannot be read counts as not holding.',
  'It changes nothing. The stack does the same every hour, and alarms.',
].join('\n\n');

const REPAIR = [
  'Puts right what can be: our statements in the policy (those of others are kept), default encryption, public access, object ownership, markers. Each by itself: what is refused stops nothing else. It never touches a stored object.',
  'Versioning, lifecycle rules, Object Lock and statements of others that allow what they must not it leaves to you, and says what to do: to remove them can lose something, or is not possible.',
  'Find out first who changed the bucket and why: docs/runbook.md, "Bucket conditions".',
].join('\n\n');

const EXIT_CODES = `
Exit codes:
  0    the bucket is as it must be
  1    failed
  2    wrong usage
  3    something does not hold: the output names it

Example:
  npm run cli -- bucket`;

function checkCommand(context: CommandContext): Command {
  return operatorCommand({
    name: 'check',
    summary: 'compare the bucket with what the deployment made of it',
    description: CHECK,
    after: `${EXIT_CODES} check`,
  }).action((options: CommonOptions) =>
    runOnStack(context, options, (stack) => runBucketCheck(options, stack, context)),
  );
}

function repairCommand(context: CommandContext): Command {
  return operatorCommand({
    name: 'repair',
    summary: 'put policy, settings and markers of the bucket right',
    description: REPAIR,
    after: `${EXIT_CODES.replace('as it must be', 'as it must be by now; with --dry-run, would be')} repair --dry-run`,
  })
    .option('--dry-run', 'tell what would be repaired, and change nothing')
    .action((options: BucketRepairOptions) =>
      runOnStack(context, options, (stack) => runBucketRepair(options, stack, context)),
    );
}

/** `bucket check` and `bucket repair` */
export function bucketCommand(context: CommandContext): Command {
  return new Command('bucket')
    .summary('check the bucket, and repair it')
    .description('Checks the bucket against what the deployment made of it, and repairs it.')
    .addCommand(checkCommand(context))
    .addCommand(repairCommand(context))
    .addHelpText('after', EXIT_CODES.replace(/bucket$/, 'bucket check'));
}
