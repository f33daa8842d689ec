import { Argument, type Command } from 'commander';
import { operatorSqsClient } from '#shared/adapters/aws/operator-clients.ts';
import { sqsDeadLetterQueue } from '#shared/adapters/aws/sqs-dead-letter-queue.ts';
import { sqsQueues } from '#shared/adapters/aws/sqs-queues.ts';
import { LANES, type Lane } from '#shared/usecases/lane.ts';
import { redriveQueue } from '#shared/usecases/redrive/redrive-queue.ts';
import type { RedriveReport } from '#shared/usecases/redrive/redrive-report.ts';
import { EXIT_CODE, type ExitCode } from '../exit-code.ts';
import {
  type CommandContext,
  type CommonOptions,
  onStack,
  operatorCommand,
  type StackWork,
  wholeNumber,
} from '../operator-command.ts';
import { redriveDocument, redriveLines } from './redrive-report.ts';

const DESCRIPTION = [
  'Moves the messages of a dead-letter queue back to work.',
  'A message is sent to its queue again, and only then removed here: a crash in between leaves it twice, which the worker takes, and never loses it. Bodies that the webhook set aside as unintelligible are put together from their pieces and read anew by the version that you run this command with. What cannot be brought back stays, and is named with its reason.',
  'It is safe to run at any time and as often as you like, so that it asks nothing before it starts.',
];

const AFTER = `
Exit codes:
  0    done: what was looked at was moved, or there was nothing
  1    failed; what was moved by then is told
  2    wrong usage
  3    done, but messages stay behind: they cannot be moved, or are in other hands
  130  interrupted; what was moved by then is told

Examples:
  npm run cli -- redrive live --dry-run     what is there, and what would become of it
  npm run cli -- redrive live --max 1       try with one message
  npm run cli -- redrive large`;

interface RedriveOptions extends CommonOptions {
  /** How many messages to move at the most. */
  readonly max?: number;
}

/** How a redrive ended, for scripts. */
export function redriveExitCode({ ended, kept, unseen }: RedriveReport): ExitCode {
  if (ended === 'failed') return EXIT_CODE.failed;
  if (ended === 'interrupted') return EXIT_CODE.interrupted;
  // Beyond --max, messages stay because they were asked to.
  const left = kept.length > 0 || (ended === 'empty' && unseen > 0);
  return left ? EXIT_CODE.attention : EXIT_CODE.done;
}

/** Redrives a dead-letter queue of the stack, and reports what became of its messages. */
function runRedrive(lane: Lane): StackWork<RedriveOptions> {
  return async (stack, { dryRun = false, json = false, max = Number.POSITIVE_INFINITY }, { console, signal }) => {
    const client = operatorSqsClient();
    try {
      const deadLetters = sqsDeadLetterQueue(client, stack.queueUrl(lane, 'DeadLetterQueue'));
      const urls = { live: stack.queueUrl('live'), bulk: stack.queueUrl('bulk'), large: stack.queueUrl('large') };
      const queues = sqsQueues(client, urls);
      const report = await redriveQueue(
        { lane, dryRun, max },
        {
          deadLetters,
          send: (to, bodies) => queues.send(to, bodies),
          now: () => new Date(),
          onProgress: ({ found, looked, gone }) =>
            console.progress(`${looked} of ${found} messages looked at, ${gone} ${dryRun ? 'to move' : 'moved'}`),
          signal,
        },
      );
      if (json) console.json(redriveDocument(report, stack.name));
      else console.lines(redriveLines(report, stack.name, new Date()));
      return redriveExitCode(report);
    } finally {
      client.destroy();
    }
  };
}

/** `redrive <queue>` */
export function redriveCommand(context: CommandContext): Command {
  return operatorCommand({
    name: 'redrive',
    summary: 'move the messages of a dead-letter queue back to work',
    description: DESCRIPTION,
    after: AFTER,
  })
    .addArgument(new Argument('<queue>', 'whose dead-letter queue').choices(LANES))
    .option('--dry-run', 'tell what would be moved, and change nothing')
    .option('--max <n>', 'stop once n messages were moved; the pieces of one body go together', wholeNumber)
    .option('--yes', 'accepted for scripts; nothing is asked in any case')
    .action((lane: Lane, options: RedriveOptions) => onStack(context, runRedrive(lane))(options));
}
