import { operatorSqsClient } from '../../shared/adapters/aws/operator-clients.ts';
import { SqsDeadLetterQueue } from '../../shared/adapters/aws/sqs-dead-letter-queue.ts';
import { SqsQueues } from '../../shared/adapters/aws/sqs-queues.ts';
import type { Lane } from '../../shared/usecases/lane.ts';
import { type RedriveProgress, redriveQueue } from '../../shared/usecases/redrive/redrive-queue.ts';
import type { RedriveReport } from '../../shared/usecases/redrive/redrive-report.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT_CODE, type ExitCode } from '../exit-code.ts';
import type { CommonOptions } from '../operator-command.ts';
import type { DeployedStack } from '../stack/deployed-stack.ts';
import { redriveDocument } from './redrive-document.ts';
import { redriveLines } from './redrive-lines.ts';

/** The options of `redrive`. */
export interface RedriveOptions extends CommonOptions {
  readonly dryRun?: boolean;
  /** How many messages to move at the most. */
  readonly max?: number;
}

const NAMES = { live: 'Live', bulk: 'Bulk', large: 'Large' } as const satisfies Record<Lane, string>;

/** What a script is to know of how a redrive ended. */
export function redriveExitCode({ ended, kept, unseen }: RedriveReport): ExitCode {
  if (ended === 'failed') return EXIT_CODE.failed;
  if (ended === 'interrupted') return EXIT_CODE.interrupted;
  // Beyond --max, messages stay because they were asked to.
  const left = kept.length > 0 || (ended === 'empty' && unseen > 0);
  return left ? EXIT_CODE.attention : EXIT_CODE.done;
}

function progressText({ found, looked, gone }: RedriveProgress, dryRun: boolean): string {
  return `${looked} of ${found} messages looked at, ${gone} ${dryRun ? 'to move' : 'moved'}`;
}

/** Redrives a dead-letter queue of the stack, and tells what became of its messages. */
export async function runRedrive(
  lane: Lane,
  { dryRun = false, json = false, max = Number.POSITIVE_INFINITY }: RedriveOptions,
  stack: DeployedStack,
  { console, signal }: CommandContext,
): Promise<ExitCode> {
  const client = operatorSqsClient();
  try {
    const deadLetters = new SqsDeadLetterQueue(client, stack.output(`${NAMES[lane]}DeadLetterQueueUrl`));
    const queues = new SqsQueues(client, {
      live: stack.output('LiveQueueUrl'),
      bulk: stack.output('BulkQueueUrl'),
      large: stack.output('LargeQueueUrl'),
    });
    const report = await redriveQueue(
      { lane, dryRun, max },
      {
        deadLetters,
        send: (to, bodies) => queues.send(to, bodies),
        now: () => new Date(),
        onProgress: (progress) => console.progress(progressText(progress, dryRun)),
        signal,
      },
    );
    if (json) console.json(redriveDocument(report, stack.name));
    else console.lines(redriveLines(report, stack.name, new Date()));
    return redriveExitCode(report);
  } finally {
    client.destroy();
  }
}
