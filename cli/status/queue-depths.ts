import { operatorSqsClient } from '../../shared/adapters/aws/operator-clients.ts';
import { SqsDeadLetterQueue } from '../../shared/adapters/aws/sqs-dead-letter-queue.ts';
import type { Lane } from '../../shared/usecases/lane.ts';
import type { DeployedStack } from '../stack/deployed-stack.ts';

/** About how many messages are on each queue, those in work included. */
export type QueueDepths = Readonly<Record<Lane, { readonly pending: number; readonly deadLetters: number }>>;

/** Counts the messages of all queues of the stack. */
export async function queueDepths(stack: DeployedStack): Promise<QueueDepths> {
  const client = operatorSqsClient();
  const countOf = async (output: string): Promise<number> => {
    const { visible, hidden } = await new SqsDeadLetterQueue(client, stack.output(output)).count();
    return visible + hidden;
  };
  const depthsOf = async (name: string) => {
    const [pending, deadLetters] = await Promise.all([
      countOf(`${name}QueueUrl`),
      countOf(`${name}DeadLetterQueueUrl`),
    ]);
    return { pending, deadLetters };
  };
  try {
    const [live, bulk, large] = await Promise.all([depthsOf('Live'), depthsOf('Bulk'), depthsOf('Large')]);
    return { live, bulk, large };
  } finally {
    client.destroy();
  }
}
