import { operatorSqsClient } from '#shared/adapters/aws/operator-clients.ts';
import { sqsDeadLetterQueue } from '#shared/adapters/aws/sqs-dead-letter-queue.ts';
import { sqsQueues } from '#shared/adapters/aws/sqs-queues.ts';
import type { Redrivable } from '#shared/usecases/queue-name.ts';
import { redriveQueue } from '#shared/usecases/redrive/redrive-queue.ts';
import type { RedriveReport } from '#shared/usecases/redrive/redrive-report.ts';
import type { CommonOptions, StackWork } from '../command-work.ts';
import { EXIT_CODE, type ExitCode } from '../exit-code.ts';
import { redriveDocument } from './redrive-document.ts';
import { redriveLines } from './redrive-lines.ts';

/** The options of `redrive`, as commander parses them. */
export interface RedriveOptions extends CommonOptions {
  /** The most messages to move. */
  readonly max?: number;
}

/** The exit code of a redrive. */
export function redriveExitCode({ ended, kept, unseen }: RedriveReport): ExitCode {
  if (ended === 'failed') return EXIT_CODE.failed;
  if (ended === 'interrupted') return EXIT_CODE.interrupted;
  // What --max leaves is no surprise: the operator asked for it.
  const left = kept.length > 0 || (ended === 'empty' && unseen > 0);
  return left ? EXIT_CODE.attention : EXIT_CODE.done;
}

/** Redrives a dead-letter queue or the set-aside queue of the stack, and reports the result for its messages. */
export function redriveWork(queue: Redrivable): StackWork<RedriveOptions> {
  return async (stack, { dryRun = false, json = false, max = Number.POSITIVE_INFINITY }, { console, signal }) => {
    const client = operatorSqsClient();
    try {
      const from = queue === 'set-aside' ? stack.output('SetAsideQueueUrl') : stack.queueUrl(queue, 'DeadLetterQueue');
      const deadLetters = sqsDeadLetterQueue(client, from);
      const urls = {
        live: stack.queueUrl('live'),
        bulk: stack.queueUrl('bulk'),
        large: stack.queueUrl('large'),
        'set-aside': stack.output('SetAsideQueueUrl'),
      };
      const queues = sqsQueues(client, urls);
      const report = await redriveQueue(
        { queue, dryRun, max },
        {
          deadLetters,
          send: (to, bodies) => queues.send(to, bodies),
          now: () => new Date(),
          onProgress: ({ found, seen, gone }) =>
            console.progress([`${seen} of ${found} messages examined`, `${gone} ${dryRun ? 'to move' : 'moved'}`]),
          signal,
        },
      );
      const code = redriveExitCode(report);
      if (json) console.json(redriveDocument(report, stack.name));
      else console.lines(redriveLines(report, code, stack.name, new Date()));
      return code;
    } finally {
      client.destroy();
    }
  };
}
