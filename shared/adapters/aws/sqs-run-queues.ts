import type { SQSClient } from '@aws-sdk/client-sqs';
import { PipelineError } from '../../domain/errors.ts';
import type { RunQueues } from '../../usecases/runs/run-dependencies.ts';
import { sqsMessageCounts } from './sqs-message-counts.ts';
import { SqsQueue } from './sqs-queue.ts';

/** The queues of SQS that runs fill. */
export class SqsRunQueues implements RunQueues {
  readonly #client: SQSClient;
  readonly #urls: Readonly<Record<string, string>>;

  /** @param urls by the names of the queues */
  constructor(client: SQSClient, urls: Readonly<Record<string, string>>) {
    this.#client = client;
    this.#urls = urls;
  }

  send(queue: string, bodies: readonly string[]): Promise<void> {
    return new SqsQueue(this.#client, this.#urlOf(queue)).send(bodies);
  }

  async pending(queue: string): Promise<number> {
    const { visible, delayed, hidden } = await sqsMessageCounts(this.#client, this.#urlOf(queue));
    return visible + delayed + hidden;
  }

  #urlOf(queue: string): string {
    const url = this.#urls[queue];
    if (url === undefined) throw new PipelineError('invalid-configuration', `There is no queue called ${queue}.`);
    return url;
  }
}
