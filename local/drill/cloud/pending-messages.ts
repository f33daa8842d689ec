import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { rootClientConfig } from '../../ministack/root-client-config.ts';
import type { LocalCloud } from '../../start-local-cloud.ts';

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** How many messages all queues hold, the dead-letter queues among them, in whatever state. */
export async function pendingMessages({
  miniStack,
  outputs,
}: Pick<LocalCloud, 'miniStack' | 'outputs'>): Promise<number> {
  const sqs = new SQSClient(rootClientConfig(miniStack));
  let sum = 0;
  for (const [name, QueueUrl] of Object.entries(outputs)) {
    if (!name.endsWith('QueueUrl')) continue;
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...COUNTS] }),
    );
    sum += COUNTS.reduce((total, count) => total + Number(Attributes[count] ?? 0), 0);
  }
  sqs.destroy();
  return sum;
}
