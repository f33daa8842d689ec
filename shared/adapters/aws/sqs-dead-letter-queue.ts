import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { PipelineError } from '../../domain/errors.ts';
import type { DeadLetterQueue, DeadMessage, MessageCounts } from '../../usecases/redrive/dead-letter-queue.ts';
import { sqsMessageCounts } from './sqs-message-counts.ts';

/** SQS's limit on a batch. */
const MAX_BATCH_MESSAGES = 10;
/** Much longer than it takes to work on ten messages; what a run that was killed held shows again after it. */
const VISIBILITY_SECONDS = 30 * 60;
/** Any wait makes SQS ask all of its servers instead of some. */
const WAIT_SECONDS = 1;

function deadMessage({ MessageId, ReceiptHandle, Body, Attributes }: Message): DeadMessage {
  return {
    id: MessageId ?? '',
    receipt: ReceiptHandle ?? '',
    body: Body ?? '',
    firstSentAt: new Date(Number(Attributes?.SentTimestamp ?? 0)),
  };
}

function batchesOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / MAX_BATCH_MESSAGES) }, (_, index) =>
    items.slice(index * MAX_BATCH_MESSAGES, (index + 1) * MAX_BATCH_MESSAGES),
  );
}

function entriesOf(messages: readonly DeadMessage[]) {
  return messages.map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt }));
}

/** Those that an answer to a batch does not name as done. */
function leftOf(batch: readonly DeadMessage[], done: readonly { Id: string | undefined }[] = []) {
  const ids = new Set(done.map(({ Id }) => Id));
  return batch.filter((_, index) => !ids.has(String(index)));
}

/** A dead-letter queue of SQS. */
export class SqsDeadLetterQueue implements DeadLetterQueue {
  readonly #client: SQSClient;
  readonly #url: string;

  constructor(client: SQSClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  async count(): Promise<MessageCounts> {
    const { visible, delayed, hidden } = await sqsMessageCounts(this.#client, this.#url);
    return { visible: visible + delayed, hidden };
  }

  async receive(): Promise<readonly DeadMessage[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.#url,
      MaxNumberOfMessages: MAX_BATCH_MESSAGES,
      VisibilityTimeout: VISIBILITY_SECONDS,
      WaitTimeSeconds: WAIT_SECONDS,
      MessageSystemAttributeNames: ['SentTimestamp'],
    });
    return ((await this.#client.send(command)).Messages ?? []).map(deadMessage);
  }

  async remove(messages: readonly DeadMessage[]): Promise<void> {
    for (const batch of batchesOf(messages)) {
      const command = (left: readonly DeadMessage[]) =>
        new DeleteMessageBatchCommand({ QueueUrl: this.#url, Entries: entriesOf(left) });
      const left = leftOf(batch, (await this.#client.send(command(batch))).Successful);
      const still = left.length === 0 ? [] : leftOf(left, (await this.#client.send(command(left))).Successful);
      if (still.length > 0) {
        throw new PipelineError('storage-failed', `SQS did not remove ${still.length} of ${batch.length} messages.`);
      }
    }
  }

  async release(messages: readonly DeadMessage[]): Promise<readonly DeadMessage[]> {
    const left: DeadMessage[] = [];
    for (const batch of batchesOf(messages)) {
      const Entries = entriesOf(batch).map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.#url, Entries });
      left.push(...leftOf(batch, (await this.#client.send(command)).Successful));
    }
    return left;
  }
}
