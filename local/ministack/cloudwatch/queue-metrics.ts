import * as z from 'zod';
import type { MiniStack } from '../start-ministack.ts';
import type { Sample, SampleSource } from './sample.ts';

const messageSchema = z.object({
  MessageId: z.string(),
  /** In seconds since 1970. */
  SentTimestamp: z.number(),
  IsVisible: z.boolean(),
  ReceiveCount: z.number(),
  Attributes: z.object({ DeadLetterQueueSourceArn: z.string().optional() }),
});

type Message = z.output<typeof messageSchema>;

const answerSchema = z.object({
  messages: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.array(messageSchema)))),
});

/** What was received more often does not count for the age of a queue's oldest message. */
const RECEIVES_THAT_COUNT = 3;

/**
 * The metrics of queues as SQS defines them, from MiniStack's view into a queue, which receives nothing and so changes
 * no receive count.
 *
 * The age of the oldest message leaves out what was received more than three times, and in a dead-letter queue it counts
 * from when a message came there.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export class QueueMetrics implements SampleSource {
  readonly #endpoint: string;
  readonly #queueUrls: readonly string[];
  readonly #deadSince = new Map<string, number>();

  constructor(miniStack: MiniStack, queueUrls: readonly string[]) {
    this.#endpoint = miniStack.endpoint;
    this.#queueUrls = queueUrls;
  }

  async collect(): Promise<readonly Sample[]> {
    const samples = await Promise.all(this.#queueUrls.map((url) => this.#samplesOf(url)));
    return samples.flat();
  }

  async #samplesOf(queueUrl: string): Promise<readonly Sample[]> {
    const messages = await this.#messagesOf(queueUrl);
    const at = Date.now();
    const ages = messages.flatMap((message) => this.#ageOf(message, at) ?? []);
    const visible = messages.filter(({ IsVisible }) => IsVisible).length;
    const sampleOf = (name: string, unit: string, value: number): Sample => {
      const dimensions = { QueueName: queueUrl.slice(queueUrl.lastIndexOf('/') + 1) };
      return { metric: { namespace: 'AWS/SQS', name, dimensions }, unit, value, at };
    };
    return [
      sampleOf('ApproximateNumberOfMessagesVisible', 'Count', visible),
      sampleOf('ApproximateNumberOfMessagesNotVisible', 'Count', messages.length - visible),
      sampleOf('ApproximateAgeOfOldestMessage', 'Seconds', Math.max(0, ...ages) / 1000),
    ];
  }

  #ageOf({ MessageId, SentTimestamp, ReceiveCount, Attributes }: Message, at: number): number | undefined {
    if (Attributes.DeadLetterQueueSourceArn !== undefined) {
      const since = this.#deadSince.get(MessageId) ?? at;
      this.#deadSince.set(MessageId, since);
      return at - since;
    }
    return ReceiveCount > RECEIVES_THAT_COUNT ? undefined : at - SentTimestamp * 1000;
  }

  async #messagesOf(queueUrl: string): Promise<readonly Message[]> {
    const answer = await fetch(`${this.#endpoint}/_ministack/sqs/messages?QueueUrl=${encodeURIComponent(queueUrl)}`);
    if (!answer.ok) throw new Error(`MiniStack does not show ${queueUrl}: HTTP ${answer.status}`);
    const { messages } = answerSchema.parse(await answer.json());
    return Object.values(messages).flatMap((regions) =>
      Object.values(regions).flatMap((queues) => Object.values(queues).flat()),
    );
  }
}
