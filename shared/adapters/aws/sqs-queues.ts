import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { PipelineError } from '#shared/domain/errors.ts';

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
] as const;

/** About how many messages a queue holds. */
interface SqsMessageCounts {
  readonly visible: number;
  /** Sent with a delay that has not passed. */
  readonly delayed: number;
  /** Received, and neither deleted nor visible again yet. */
  readonly hidden: number;
}

/**
 * Counts the messages of an SQS queue. The counts are approximate, and may lag by a minute.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
export async function sqsMessageCounts(client: SQSClient, url: string): Promise<SqsMessageCounts> {
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...COUNTS] });
  const { Attributes = {} } = await client.send(command);
  const [visible = 0, delayed = 0, hidden = 0] = COUNTS.map((name) => Number(Attributes[name] ?? 0));
  return { visible, delayed, hidden };
}

const MAX_BATCH_MESSAGES = 10;
/** SQS's former limit on a message and on a batch, in bytes: SQS allows more today, but this much works everywhere. */
const MAX_BYTES = 256 * 1024;
/** Pauses before messages that a queue did not accept are sent again, in milliseconds. */
const PAUSES_MS = [50, 200, 800];

/** How many messages an error message names at most. */
const MAX_NAMED = 10;

/**
 * Says which messages are not on their queue; all others are.
 *
 * @param unsent for each its index and the reason: `too-large` for a message, `not-accepted` if SQS may accept it
 *   later, or SQS's own code for a refusal
 */
function unsentError(unsent: readonly string[], all: number): PipelineError {
  const named = unsent.length > MAX_NAMED ? [...unsent.slice(0, MAX_NAMED), '…'] : unsent;
  return new PipelineError(
    'storage-failed',
    `SQS did not accept ${unsent.length} of ${all} messages: ${named.join(', ')}.`,
  );
}

/** Messages that SQS accepts at once; the id of each is its index among all. */
type Batch = readonly SendMessageBatchRequestEntry[];

/** Splits messages into batches that SQS accepts, in order, leaving out those that are too large. */
function batchesOf(
  bodies: readonly string[],
  delaySeconds: number,
): { batches: readonly Batch[]; unsent: readonly string[] } {
  const batches: SendMessageBatchRequestEntry[][] = [];
  const unsent: string[] = [];
  let room = 0;
  for (const [index, MessageBody] of bodies.entries()) {
    const bytes = Buffer.byteLength(MessageBody);
    if (bytes > MAX_BYTES) {
      unsent.push(`${index} too-large`);
      continue;
    }
    let batch = batches.at(-1);
    if (batch === undefined || batch.length === MAX_BATCH_MESSAGES || bytes > room) {
      batch = [];
      batches.push(batch);
      room = MAX_BYTES;
    }
    batch.push({ Id: String(index), MessageBody, ...(delaySeconds > 0 && { DelaySeconds: delaySeconds }) });
    room -= bytes;
  }
  return { batches, unsent };
}

function unsentOf(batch: readonly { Id: string | undefined }[], reason: string): readonly string[] {
  return batch.map(({ Id }) => `${Id} ${reason}`);
}

/** SQS queues, by the names that this project gives them. */
export function sqsQueues<Queue extends string>(client: SQSClient, urls: Readonly<Record<Queue, string>>) {
  const urlOf = (queue: Queue): string => {
    const url: string | undefined = urls[queue];
    if (url === undefined) throw new PipelineError('invalid-configuration', `There is no queue called ${queue}.`);
    return url;
  };

  /** @returns what SQS will never accept, with its own codes, and what it does not accept now */
  const sendBatch = async (queue: Queue, batch: Batch): Promise<{ refused: readonly string[]; left: Batch }> => {
    const refused: string[] = [];
    let left = batch;
    for (const pause of [0, ...PAUSES_MS]) {
      if (pause > 0) await sleep(pause);
      const command = new SendMessageBatchCommand({ QueueUrl: urlOf(queue), Entries: [...left] });
      const { Successful = [], Failed = [] } = await client.send(command);
      const faulty = Failed.filter(({ SenderFault }) => SenderFault);
      refused.push(...faulty.flatMap((entry) => unsentOf([entry], entry.Code ?? 'refused')));
      const decided = new Set([...Successful, ...faulty].map(({ Id }) => Id));
      left = left.filter(({ Id }) => !decided.has(Id));
      if (left.length === 0) break;
    }
    return { refused, left };
  };

  return {
    /**
     * Sends messages in batches, and sends those again that SQS did not accept. If it still refuses some that it should
     * accept, the remaining batches are not sent.
     *
     * @param delaySeconds whole seconds until they can be received, at most 900
     *
     * @throws PipelineError `storage-failed` that names what is not on the queue, or what the SDK throws if SQS does
     *   not answer
     */
    send: async (queue: Queue, bodies: readonly string[], delaySeconds = 0): Promise<void> => {
      const { batches, unsent: tooLarge } = batchesOf(bodies, delaySeconds);
      const unsent = [...tooLarge];
      for (const [index, batch] of batches.entries()) {
        const { refused, left } = await sendBatch(queue, batch);
        unsent.push(...refused);
        if (left.length > 0) {
          unsent.push(...unsentOf([left, ...batches.slice(index + 1)].flat(), 'not-accepted'));
          break;
        }
      }
      if (unsent.length > 0) throw unsentError(unsent, bodies.length);
    },
    /** Sets when a received message becomes visible again. */
    delay: async (queue: Queue, receiptHandle: string, seconds: number): Promise<void> => {
      const input = { QueueUrl: urlOf(queue), ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
      await client.send(new ChangeMessageVisibilityCommand(input));
    },
    /** About how many messages wait or are being worked on. */
    pending: async (queue: Queue): Promise<number> => {
      const { visible, delayed, hidden } = await sqsMessageCounts(client, urlOf(queue));
      return visible + delayed + hidden;
    },
  };
}
