import { Command } from 'commander';
import * as z from 'zod/mini';
import { operatorS3Client } from '#shared/adapters/aws/operator-clients.ts';
import { s3BucketAdministration } from '#shared/adapters/s3/s3-bucket-administration.ts';
import {
  ALL_BUCKET_CONDITIONS,
  BUCKET_CONDITIONS,
  type BucketViolation,
} from '#shared/domain/bucket/bucket-conditions.ts';
import type { BucketSettings } from '#shared/domain/bucket/bucket-settings.ts';
import { plural } from '#shared/domain/text/figure-text.ts';
import type { BucketAdministration } from '#shared/usecases/bucket/bucket-administration.ts';
import { inspectBucket } from '#shared/usecases/bucket/inspect-bucket.ts';
import { type BucketRepair, repairBucket } from '#shared/usecases/bucket/repair-bucket.ts';
import { parseDocument } from '#shared/usecases/progress/read-document.ts';
import { EXIT_CODE } from '../exit-code.ts';
import {
  type CommandContext,
  type CommonOptions,
  onStack,
  operatorCommand,
  type StackWork,
} from '../operator-command.ts';
import { OperatorError } from '../operator-error.ts';
import type { DeployedStack } from '../stack/deployed-stack.ts';

const text = z.string().check(z.minLength(1));
const schema = z.object({
  bucketArn: text,
  cloudinaryGrant: z.enum(['backup', 'restore', 'none']),
  objectOwnership: z.enum(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']),
  operatorRoleArn: z.optional(text),
  deploymentRoleArn: z.optional(text),
  adopted: z.optional(z.boolean()),
});

/**
 * Does something with the bucket of a stack, and with what that deployment holds it to.
 *
 * @throws OperatorError where the stack's outputs do not tell what the bucket is to be like
 */
async function withDeployedBucket<Result>(
  stack: DeployedStack,
  work: (bucket: BucketAdministration, settings: BucketSettings, name: string) => Promise<Result>,
): Promise<Result> {
  const name = stack.output('BucketName');
  const settings = parseDocument(schema, stack.output('BucketSettings'));
  const { clouds } = stack;
  if (settings === undefined || clouds.length === 0) {
    throw new OperatorError(
      `The outputs of the stack ${stack.name} do not tell what its bucket is to be like: it was deployed by another version than this command. Deploy it again (npm run deploy), then repeat the command.`,
    );
  }
  const client = operatorS3Client();
  try {
    const bucket = s3BucketAdministration(client, name, stack.account);
    return await work(bucket, { ...settings, clouds }, name);
  } finally {
    client.destroy();
  }
}

const CHECK = [
  'Compares the bucket with what the deployment made of it: policy, encryption, public access, ownership, markers, and that there is no versioning, no lifecycle rule, no Object Lock and no statement that allows what it must not. It names what does not hold, why that matters, and what to do. What cannot be read counts as not holding.',
  'It changes nothing. The stack does the same every hour, and alarms.',
];

const REPAIR = [
  'Puts right what can be: our statements in the policy (those of others are kept), default encryption, public access, object ownership, markers. Each by itself: what is refused stops nothing else. It never touches a stored object.',
  'Versioning, lifecycle rules, Object Lock and statements of others that allow what they must not it leaves to you, and says what to do: to remove them can lose something, or is not possible.',
  'Find out first who changed the bucket and why: docs/runbook.md, "Bucket conditions".',
];

const EXIT_CODES = `
Exit codes:
  0    the bucket is as it must be
  1    failed
  2    wrong usage
  3    something does not hold: the output names it

Example:
  npm run cli -- bucket`;

/** One that is still there, with the reason where mending it was refused. */
type Violation = BucketViolation & { readonly refusal?: string };

/** A violation as `--json` prints it; docs/cli.md describes it. */
function violationDocument({ condition, found, unreadable, refusal }: Violation) {
  const { meaning, remedy, repairable } = BUCKET_CONDITIONS[condition];
  return { condition, found, unreadable, meaning, remedy, repairable, refusal: refusal ?? null };
}

/** A violation for people: what is there, why it matters, what to do. */
function violationLines({ condition, found, unreadable, refusal }: Violation): readonly string[] {
  const { meaning, remedy } = BUCKET_CONDITIONS[condition];
  return [
    `  ${condition}: ${found}.`,
    `    ${meaning}`,
    `    ${unreadable ? 'Let somebody look whose credentials may; not to know is never fine.' : remedy}`,
    ...(refusal === undefined ? [] : [`    Not repaired: ${refusal}.`]),
  ];
}

function repairLines(name: string, { repaired, left, foreign }: BucketRepair, dryRun: boolean): readonly string[] {
  const fine = repaired.length === 0 && left.length === 0;
  return [
    `The bucket ${name}${fine ? ' is as it must be: nothing to repair.' : ':'}`,
    ...(repaired.length === 0 ? [] : [dryRun ? 'Would be repaired:' : 'Repaired:']),
    ...repaired.map(({ condition, found }) => `  ${condition}: ${found}`),
    ...(left.length === 0
      ? []
      : [
          'NOT as it must be:',
          ...left.flatMap(violationLines),
          'What is left is for you to decide: see "Bucket conditions" in docs/runbook.md.',
        ]),
    ...(foreign.length === 0 ? [] : [`Statements of others in the policy, kept as they are: ${foreign.join(', ')}`]),
  ];
}

/** Looks whether the bucket is as its deployment made it, and reports what is not. */
const runCheck: StackWork<CommonOptions> = (stack, { json = false }, { console }) =>
  withDeployedBucket(stack, async (bucket, settings, name) => {
    const violations = await inspectBucket(bucket, settings);
    const ok = violations.length === 0;
    if (json) {
      const documents = violations.map(violationDocument);
      console.json({ command: 'bucket check', stack: stack.name, bucket: name, ok, violations: documents });
    } else if (ok) {
      console.lines([`The bucket ${name} is as it must be: all ${ALL_BUCKET_CONDITIONS.length} conditions hold.`]);
    } else {
      const lines = violations.flatMap(violationLines);
      console.lines([`The bucket ${name}: ${plural(violations.length, 'violation')}`, ...lines]);
    }
    return ok ? EXIT_CODE.done : EXIT_CODE.attention;
  });

/** Puts the bucket's policy, settings and markers right, and reports what was done and what is left. */
const runRepair: StackWork<CommonOptions> = (stack, { json = false, dryRun = false }, { console }) =>
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
    } else console.lines(repairLines(name, done, dryRun));
    return ok ? EXIT_CODE.done : EXIT_CODE.attention;
  });

function checkCommand(context: CommandContext): Command {
  return operatorCommand({
    name: 'check',
    summary: 'compare the bucket with what the deployment made of it',
    description: CHECK,
    after: `${EXIT_CODES} check`,
  }).action(onStack(context, runCheck));
}

function repairCommand(context: CommandContext): Command {
  return operatorCommand({
    name: 'repair',
    summary: 'put policy, settings and markers of the bucket right',
    description: REPAIR,
    after: `${EXIT_CODES.replace('as it must be', 'as it must be by now; with --dry-run, would be')} repair --dry-run`,
  })
    .option('--dry-run', 'tell what would be repaired, and change nothing')
    .action(onStack(context, runRepair));
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
