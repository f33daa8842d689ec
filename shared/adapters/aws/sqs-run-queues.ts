import type { SQSClient } from '@aws-sdk/client-sqs';
import type { RunQueue, RunQueues } from '../../usecases/runs/run-queues.ts';
import { sqsMessageCounts } from './sqs-message-counts.ts';
import { SqsQueue } from './sqs-queue.ts';

/** The queues of SQS that runs fill. */
export class SqsRunQueues implements RunQueues {
  readonly #client: SQSClient;
  readonly #urls: Readonly<Record<RunQueue, string>>;

  constructor(client: SQSClient, urls: Readonly<Record<RunQueue, string>>) {
    this.#client = client;
    this.#urls = urls;
  }

  send(queue: RunQueue, bodies: readonly string[]): Promise<void> {
    return new SqsQueue(this.#client, this.#urls[queue]).send(bodies);
  }

  async pending(queue: RunQueue): Promise<number> {
    const { visible, delayed, hidden } = await sqsMessageCounts(this.#client, this.#urls[queue]);
    return visible + delayed + hidden;
  }
}
