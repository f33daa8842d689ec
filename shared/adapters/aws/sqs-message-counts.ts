import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
] as const;

/** How many messages a queue holds, about. */
export interface SqsMessageCounts {
  readonly visible: number;
  /** Sent with a delay that is not over. */
  readonly delayed: number;
  /** Received, and neither deleted nor shown again yet. */
  readonly hidden: number;
}

/**
 * Counts the messages of a queue of SQS. The counts are approximate, and may lag behind by a minute.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
export async function sqsMessageCounts(client: SQSClient, url: string): Promise<SqsMessageCounts> {
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...COUNTS] });
  const { Attributes = {} } = await client.send(command);
  const [visible = 0, delayed = 0, hidden = 0] = COUNTS.map((name) => Number(Attributes[name] ?? 0));
  return { visible, delayed, hidden };
}
