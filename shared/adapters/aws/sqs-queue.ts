import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { PipelineError } from '../../domain/errors.ts';

const MAX_BATCH_MESSAGES = 10;
/** SQS's limit on a batch, in bytes; it has grown since, and this holds everywhere. */
const MAX_BATCH_BYTES = 256 * 1024;
/** Pauses before what a queue did not take is sent again, in milliseconds. */
const PAUSES_MS = [50, 200, 800];

/** Cuts bodies into batches that SQS takes, in order. */
function batchesOf(bodies: readonly string[]): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let bytes = 0;
  for (const body of bodies) {
    const last = batches.at(-1);
    bytes += Buffer.byteLength(body);
    if (last === undefined || last.length === MAX_BATCH_MESSAGES || bytes > MAX_BATCH_BYTES) {
      batches.push([body]);
      bytes = Buffer.byteLength(body);
    } else last.push(body);
  }
  return batches;
}

/** One SQS queue. */
export class SqsQueue {
  readonly #client: SQSClient;
  readonly #url: string;

  constructor(client: SQSClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  /**
   * Sends messages in batches, and again what a batch's answer says was not taken.
   *
   * @throws when at least one message is not on the queue
   */
  async send(bodies: readonly string[]): Promise<void> {
    for (const batch of batchesOf(bodies)) {
      await this.#sendBatch(batch.map((MessageBody, index) => ({ Id: String(index), MessageBody })));
    }
  }

  async #sendBatch(entries: readonly SendMessageBatchRequestEntry[]): Promise<void> {
    let rest = entries;
    for (const pause of [0, ...PAUSES_MS]) {
      if (pause > 0) await sleep(pause);
      const { Successful = [] } = await this.#client.send(
        new SendMessageBatchCommand({ QueueUrl: this.#url, Entries: [...rest] }),
      );
      const taken = new Set(Successful.map(({ Id }) => Id));
      rest = rest.filter(({ Id }) => !taken.has(Id));
      if (rest.length === 0) return;
    }
    throw new PipelineError('storage-failed', `SQS did not take ${rest.length} of ${entries.length} messages.`);
  }

  /** Sets when a received message shows again. */
  async delay(receiptHandle: string, seconds: number): Promise<void> {
    await this.#client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: this.#url,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }),
    );
  }
}
