import type { SQSRecord } from 'aws-lambda';
import type { Consumer } from './start-consumer.ts';

/** A message, and when it came, in milliseconds since 1970. */
interface Waiting {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
}

const BATCH = 10;

/**
 * A queue and its consumers, as Lambda has them: whoever is idle gets up to ten messages, and no other queue's consumer
 * works on them.
 */
export class MessageQueue {
  /** How long each message took from its coming until its batch was answered, in milliseconds. */
  readonly lags: number[] = [];
  readonly #name: string;
  readonly #idle: Consumer[];
  readonly #waiting: Waiting[] = [];
  readonly #working = new Set<Promise<void>>();
  #failure: unknown;

  constructor(name: string, consumers: readonly Consumer[]) {
    this.#name = name;
    this.#idle = [...consumers];
  }

  send(id: string, body: string): void {
    this.#waiting.push({ id, body, sentAt: Date.now() });
    this.#poll();
  }

  /** Takes what nobody works on yet away, and resolves when all the rest is done. */
  async stop(): Promise<void> {
    this.#waiting.length = 0;
    await this.drained();
  }

  /** @throws what a consumer failed with */
  async drained(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
    if (this.#failure !== undefined) throw this.#failure;
  }

  #poll(): void {
    while (this.#waiting.length > 0) {
      const consumer = this.#idle.pop();
      if (consumer === undefined) return;
      const work = this.#work(consumer, this.#waiting.splice(0, BATCH));
      this.#working.add(work);
      void work.finally(() => this.#working.delete(work));
    }
  }

  async #work(consumer: Consumer, batch: readonly Waiting[]): Promise<void> {
    try {
      await consumer.work({ Records: batch.map((message) => this.#recordOf(message)) });
    } catch (error) {
      this.#failure ??= error;
      return;
    }
    const now = Date.now();
    this.lags.push(...batch.map(({ sentAt }) => now - sentAt));
    this.#idle.push(consumer);
    this.#poll();
  }

  #recordOf({ id, body, sentAt }: Waiting): SQSRecord {
    const times = { SentTimestamp: String(sentAt), ApproximateFirstReceiveTimestamp: String(Date.now()) };
    return {
      messageId: id,
      receiptHandle: id,
      body,
      messageAttributes: {},
      md5OfBody: '',
      awsRegion: 'us-east-1',
      attributes: { ...times, ApproximateReceiveCount: '1', SenderId: 'bench' },
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:us-east-1:111111111111:${this.#name}`,
    };
  }
}
