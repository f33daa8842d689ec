import type { SQSRecord } from 'aws-lambda';
import type { Lane } from '../../shared/usecases/lane.ts';
import type { ReceivedMessage } from '../../shared/usecases/worker/work-on-batch.ts';

/**
 * A record of an event, with the lane that its queue's ARN names.
 *
 * @param urls those of the queues
 */
export function receivedMessage(
  record: SQSRecord,
  urls: Readonly<Record<Lane, string>>,
): ReceivedMessage & { readonly receiptHandle: string } {
  const queueName = record.eventSourceARN.slice(record.eventSourceARN.lastIndexOf(':') + 1);
  const lane = (['bulk', 'large'] as const).find((name) => urls[name].endsWith(`/${queueName}`)) ?? 'live';
  const { messageId: id, body, receiptHandle, attributes } = record;
  const receiveCount = Number(attributes.ApproximateReceiveCount);
  return { id, body, lane, receiptHandle, receiveCount, sentAt: new Date(Number(attributes.SentTimestamp)) };
}
