import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { PipelineError } from '#shared/domain/errors.ts';
import type { DeadLetterQueue, DeadMessage } from '#shared/usecases/redrive/dead-letter.ts';
import { sqsMessageCounts } from './sqs-queues.ts';

/** SQS's limit on a batch. */
const MAX_BATCH_MESSAGES = 10;
/** Much longer than ten messages take. After it, the messages of a killed redrive become visible again. */
const VISIBILITY_SECONDS = 30 * 60;
/** With any waiting time, SQS asks all of its servers instead of a sample. */
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

/** The messages that the answer to a batch does not list as done. */
function leftOf(batch: readonly DeadMessage[], done: readonly { Id: string | undefined }[] = []) {
  const ids = new Set(done.map(({ Id }) => Id));
  return batch.filter((_, index) => !ids.has(String(index)));
}

/** A dead-letter queue in SQS. */
export function sqsDeadLetterQueue(client: SQSClient, QueueUrl: string): DeadLetterQueue {
  return {
    count: async () => {
      const { visible, delayed, hidden } = await sqsMessageCounts(client, QueueUrl);
      return { visible: visible + delayed, hidden };
    },
    receive: async () => {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: MAX_BATCH_MESSAGES,
        VisibilityTimeout: VISIBILITY_SECONDS,
        WaitTimeSeconds: WAIT_SECONDS,
        MessageSystemAttributeNames: ['SentTimestamp'],
      });
      return ((await client.send(command)).Messages ?? []).map(deadMessage);
    },
    remove: async (messages) => {
      const attempt = async (batch: readonly DeadMessage[]) => {
        if (batch.length === 0) return batch;
        const command = new DeleteMessageBatchCommand({ QueueUrl, Entries: entriesOf(batch) });
        return leftOf(batch, (await client.send(command)).Successful);
      };
      for (const batch of batchesOf(messages)) {
        const still = await attempt(await attempt(batch));
        if (still.length > 0) {
          throw new PipelineError('storage-failed', `SQS did not remove ${still.length} of ${batch.length} messages.`);
        }
      }
    },
    release: async (messages) => {
      const left: DeadMessage[] = [];
      for (const batch of batchesOf(messages)) {
        const Entries = entriesOf(batch).map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
        const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries });
        left.push(...leftOf(batch, (await client.send(command)).Successful));
      }
      return left;
    },
  };
}
