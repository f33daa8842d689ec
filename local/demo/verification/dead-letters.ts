import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { rootClientConfig } from '../../ministack/root-client-config.ts';
import type { MiniStack } from '../../ministack/start-ministack.ts';

/** How many messages the pipeline has given up on, by the output that names the queue. */
export async function deadLetters(
  miniStack: MiniStack,
  outputs: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, number>>> {
  const sqs = new SQSClient(rootClientConfig(miniStack));
  const counts: Record<string, number> = {};
  for (const [name, url] of Object.entries(outputs)) {
    if (!name.endsWith('DeadLetterQueueUrl')) continue;
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'] });
    counts[name.replace(/Url$/, '')] = Number(
      (await sqs.send(command)).Attributes?.['ApproximateNumberOfMessages'] ?? 0,
    );
  }
  sqs.destroy();
  return counts;
}
