import type { Command } from 'commander';
import type { CommandContext } from '../command-work.ts';
import { EXIT_CODE } from '../exit-code.ts';
import { onStack, operatorCommand } from '../operator-command.ts';
import { wholeNumber } from '../whole-number.ts';
import type { StatusOptions } from './status-work.ts';

/** Describes `status`. */
export function statusCommand(context: CommandContext): Command {
  return operatorCommand({
    name: 'status',
    summary: 'show the progress of current runs, the results of the last ones, and the queues',
    description: [
      'Shows the progress of current runs and the results of the last ones, for every cloud of the stack or for one. It also shows how many messages are on each queue, its dead-letter queue and the set-aside queue.',
      'It changes nothing, and calls nothing at Cloudinary.',
    ],
    exitCodes: {
      [EXIT_CODE.done]:
        'every asset that can be copied is protected, as of an inventory run in the last 26 hours; the newest verify run left no problem unmended',
      [EXIT_CODE.failed]: 'failed',
      [EXIT_CODE.usage]: 'wrong usage',
      [EXIT_CODE.attention]:
        'assets are unprotected, no inventory run finished in the last 26 hours, the newest verify run left problems unmended, or the newest run of a kind found records missing: the output says which',
    },
    examples: [['status'], ['status --cloud demo --last 30']],
  })
    .option('--cloud <name>', 'only this cloud, instead of every cloud of the stack')
    .option('--last <n>', 'how many runs of each kind to show', wholeNumber('--last'), 5)
    .action(onStack<StatusOptions>(context, async () => (await import('./status-work.ts')).statusWork));
}
