import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Child } from '../processes/start-child.ts';

/** A message that waits; `sentAt` in milliseconds since 1970. */
interface Waiting {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
}

const BATCH = 10;

/**
 * A queue and its consumers (see `consumer.ts`), as Lambda runs them: an idle consumer gets up to ten messages, and
 * consumers of other queues get none of them.
 */
export class MessageQueue {
  /** The time from the arrival of each message to the answer to its batch, in milliseconds. */
  readonly lags: number[] = [];
  readonly #name: string;
  readonly #idle: Child[];
  readonly #waiting: Waiting[] = [];
  readonly #working = new Set<Promise<void>>();
  #failure: unknown;

  constructor(name: string, consumers: readonly Child[]) {
    this.#name = name;
    this.#idle = [...consumers];
  }

  send(id: string, body: string): void {
    this.#waiting.push({ id, body, sentAt: Date.now() });
    const consumer = this.#idle.pop();
    if (consumer === undefined) return;
    const work = this.#consume(consumer).catch((error: unknown) => {
      this.#failure ??= error;
    });
    this.#working.add(work);
    void work.then(() => this.#working.delete(work));
  }

  /** Drops the messages that still wait, and resolves when the others are done. */
  async stop(): Promise<void> {
    this.#waiting.length = 0;
    await this.drained();
  }

  /**
   * Resolves when every message is done.
   *
   * @throws the first error of a consumer
   */
  async drained(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #consume(consumer: Child): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH);
      const event: SQSEvent = { Records: batch.map((message) => this.#recordOf(message)) };
      const { batchItemFailures } = await consumer.next<SQSBatchResponse>(event);
      if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} messages failed`);
      const now = Date.now();
      this.lags.push(...batch.map(({ sentAt }) => now - sentAt));
    }
    this.#idle.push(consumer);
  }

  #recordOf({ id, body, sentAt }: Waiting): SQSRecord {
    return {
      messageId: id,
      receiptHandle: id,
      body,
      attributes: {
        SentTimestamp: String(sentAt),
        ApproximateFirstReceiveTimestamp: String(Date.now()),
        ApproximateReceiveCount: '1',
        SenderId: 'bench',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:us-east-1:111111111111:${this.#name}`,
      awsRegion: 'us-east-1',
    };
  }
}
