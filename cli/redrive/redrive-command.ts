import { Argument, type Command } from 'commander';
import { LANES, type Lane } from '../../shared/usecases/lane.ts';
import type { CommandContext } from '../command-context.ts';
import { wholeNumber } from '../console/whole-number.ts';
import { operatorCommand, runOnStack } from '../operator-command.ts';
import { type RedriveOptions, runRedrive } from './run-redrive.ts';

// A line for each paragraph: commander wraps them.
const DESCRIPTION = [
  'Moves the messages of a dead-letter queue back to work.',
  'A message is sent to its queue again, and only then removed here: a crash in between leaves it twice, which the worker takes, and never loses it. Bodies that the webhook set aside as unintelligible are put together from their pieces and read anew by the version that you run this command with. What cannot be brought back stays, and is named with its reason.',
  'It is safe to run at any time and as often as you like, so that it asks nothing before it starts.',
].join('\n\n');

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
    .action((lane: Lane, options: RedriveOptions) =>
      runOnStack(context, options, (stack) => runRedrive(lane, options, stack, context)),
    );
}
