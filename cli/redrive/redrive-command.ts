import { Argument, type Command } from 'commander';
import { REDRIVABLE, type Redrivable } from '#shared/usecases/queue-name.ts';
import type { CommandContext } from '../command-work.ts';
import { EXIT_CODE } from '../exit-code.ts';
import { onStack, operatorCommand } from '../operator-command.ts';
import { UsageError } from '../operator-error.ts';
import { wholeNumber } from '../whole-number.ts';
import type { RedriveOptions } from './redrive-work.ts';

function queueNamed(text: string): Redrivable {
  const queue = REDRIVABLE.find((name) => name === text);
  if (queue !== undefined) return queue;
  throw new UsageError(`there is no queue "${text}". Choose live, bulk, large or set-aside.`);
}

/** Describes `redrive <queue>`. */
export function redriveCommand(context: CommandContext): Command {
  return operatorCommand({
    name: 'redrive',
    summary: 'move dead letters back to their queue, or parse again what was set aside',
    description: [
      'Moves the messages of a dead-letter queue back to their queue, where the worker tries them again.',
      'Each message is sent first and removed from the dead-letter queue afterwards. A crash in between leaves it on both queues; this does no harm, as the worker stores nothing twice. If a message cannot be moved, it stays, and the command reports the reason.',
      'The webhook puts a body that it cannot parse on the set-aside queue, in several messages if it is long. With set-aside, this command joins these pieces, parses the body again, with the version of this checkout, and sends its jobs. It does the same with bodies that earlier versions put on the live dead-letter queue; those that still do not parse move to the set-aside queue.',
      'You can run it at any time, as often as you like. It does not ask for confirmation.',
    ],
    exitCodes: {
      [EXIT_CODE.done]: 'the dead-letter queue or set-aside queue is empty, or --max messages were moved',
      [EXIT_CODE.failed]: 'failed: the output says what was moved before the failure',
      [EXIT_CODE.usage]: 'wrong usage',
      [EXIT_CODE.attention]:
        'done, but messages stay where they are: they cannot be moved, or another process holds them',
      [EXIT_CODE.interrupted]: 'interrupted: the output says what was moved before',
    },
    examples: [
      ['redrive live --dry-run', 'show what would be moved'],
      ['redrive live --max 1', 'try one message'],
      ['redrive large'],
      ['redrive set-aside', 'parse again, after an update'],
    ],
  })
    .addArgument(
      new Argument('<queue>', 'the queue whose dead letters to move, or set-aside')
        .choices(REDRIVABLE)
        .argParser(queueNamed),
    )
    .option('--dry-run', 'show what would be moved, and change nothing')
    .option('--max <n>', 'stop after n messages; the pieces of one notification stay together', wholeNumber('--max'))
    .action((queue: Redrivable, options: RedriveOptions) => {
      const load = async () => (await import('./redrive-work.ts')).redriveWork(queue);
      return onStack(context, load)(options);
    });
}
