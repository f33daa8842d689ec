import { GetQueueAttributesCommand, type QueueAttributeName, SQSClient } from '@aws-sdk/client-sqs';
import { withRootClient } from './root-client-config.ts';
import type { MiniStack } from './start-ministack.ts';

const STATES: QueueAttributeName[] = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
];

/** How many messages in any state each queue of a stack holds, by the stack output that names the queue. */
export function queuedMessages(
  miniStack: MiniStack,
  outputs: Readonly<Record<string, string>>,
): Promise<readonly (readonly [output: string, messages: number])[]> {
  const queues = Object.entries(outputs).filter(([name]) => name.endsWith('QueueUrl'));
  return withRootClient(miniStack, SQSClient, (sqs) =>
    Promise.all(
      queues.map(async ([name, QueueUrl]) => {
        const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: STATES });
        const { Attributes = {} } = await sqs.send(command);
        return [name, STATES.reduce((sum, state) => sum + Number(Attributes[state] ?? 0), 0)] as const;
      }),
    ),
  );
}
