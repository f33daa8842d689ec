import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { wholeNumber } from '../console/whole-number.ts';
import { operatorCommand, runOnStack } from '../operator-command.ts';
import { runStatus, type StatusOptions } from './run-status.ts';

// A line for each paragraph: commander wraps them.
const DESCRIPTION = [
  'Tells how things are, of every cloud or of one: whether a backup or a verify run goes on and how far it is, what the last ones came to, and how many messages are on the queues and their dead-letter queues.',
  'It changes nothing, and calls nothing at Cloudinary.',
].join('\n\n');

const AFTER = `
Exit codes:
  0    the newest backup protected everything, and is not older than 26 hours; nothing was found damaged
  1    failed
  2    wrong usage
  3    the newest backup left assets unprotected, no backup finished in the last 26 hours, or the newest verify run
       found damage that is not mended

Examples:
  npm run cli -- status
  npm run cli -- status --cloud demo --last 30`;

/** `status` */
export function statusCommand(context: CommandContext): Command {
  return operatorCommand({
    name: 'status',
    summary: 'tell what goes on, what the last runs came to, and what waits',
    description: DESCRIPTION,
    after: AFTER,
  })
    .option('--cloud <name>', 'this cloud alone, instead of every cloud of the stack')
    .option('--last <n>', 'how many runs of each kind to name', wholeNumber, 5)
    .action((options: StatusOptions) => runOnStack(context, options, (stack) => runStatus(options, stack, context)));
}
