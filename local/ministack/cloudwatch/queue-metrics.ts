import * as z from 'zod';
import type { MiniStack } from '../start-ministack.ts';
import { countSample, type Sample, type SampleSource } from './sample.ts';

const messageSchema = z.object({
  MessageId: z.string(),
  /** When the message was sent, in seconds since 1970. */
  SentTimestamp: z.number(),
  IsVisible: z.boolean(),
  ReceiveCount: z.number(),
  Attributes: z.object({ DeadLetterQueueSourceArn: z.string().optional() }),
});

type Message = z.output<typeof messageSchema>;

const answerSchema = z.object({
  messages: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.array(messageSchema)))),
});

/** A message that was received more often does not count for the age of a queue's oldest message. */
const RECEIVES_THAT_COUNT = 3;

/**
 * The metrics of a stack's queues as SQS defines them. They come from MiniStack's view into a queue, which receives no
 * message and so changes no receive count.
 *
 * The age of the oldest message leaves out messages that were received more than three times. In a dead-letter queue it
 * counts from the arrival there.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function queueMetrics(
  { endpoint }: Pick<MiniStack, 'endpoint'>,
  outputs: Readonly<Record<string, string>>,
): SampleSource {
  const queueUrls = Object.entries(outputs).flatMap(([name, url]) => (name.endsWith('QueueUrl') ? [url] : []));
  const deadSince = new Map<string, number>();

  const ageOf = ({ MessageId, SentTimestamp, ReceiveCount, Attributes }: Message, at: number) => {
    if (Attributes.DeadLetterQueueSourceArn !== undefined) {
      const since = deadSince.get(MessageId) ?? at;
      deadSince.set(MessageId, since);
      return at - since;
    }
    return ReceiveCount > RECEIVES_THAT_COUNT ? 0 : at - SentTimestamp * 1000;
  };

  const samplesOf = async (queueUrl: string): Promise<readonly Sample[]> => {
    const messages = await messagesOf(endpoint, queueUrl);
    const at = Date.now();
    const oldest = Math.max(0, ...messages.map((message) => ageOf(message, at)));
    const visible = messages.filter(({ IsVisible }) => IsVisible).length;
    const dimensions = { QueueName: queueUrl.slice(queueUrl.lastIndexOf('/') + 1) };
    const metric = (name: string) => ({ namespace: 'AWS/SQS', name, dimensions });
    return [
      countSample(metric('ApproximateNumberOfMessagesVisible'), at, visible),
      countSample(metric('ApproximateNumberOfMessagesNotVisible'), at, messages.length - visible),
      { metric: metric('ApproximateAgeOfOldestMessage'), at, value: oldest / 1000, unit: 'Seconds' },
    ];
  };

  return { collect: async () => (await Promise.all(queueUrls.map(samplesOf))).flat() };
}

async function messagesOf(endpoint: string, queueUrl: string): Promise<readonly Message[]> {
  const answer = await fetch(`${endpoint}/_ministack/sqs/messages?QueueUrl=${encodeURIComponent(queueUrl)}`);
  if (!answer.ok) throw new Error(`MiniStack does not show ${queueUrl}: HTTP ${answer.status}`);
  const { messages } = answerSchema.parse(await answer.json());
  return Object.values(messages).flatMap((regions) =>
    Object.values(regions).flatMap((queues) => Object.values(queues).flat()),
  );
}
