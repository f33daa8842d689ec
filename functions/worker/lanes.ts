import type { SQSRecord } from 'aws-lambda';
import type { SqsQueue } from '../../shared/adapters/aws/sqs-queue.ts';
import type { ReceivedMessage } from '../../shared/usecases/worker/work-on-batch.ts';
import type { Lane } from '../../shared/usecases/worker/worker-context.ts';
import type { WorkerEnvironment } from './environment.ts';

/** The worker's queues by lane. */
export class Lanes {
  readonly #queues: Readonly<Record<Lane, { readonly name: string; readonly queue: SqsQueue }>>;

  constructor(environment: WorkerEnvironment, queueAt: (url: string) => SqsQueue) {
    const lane = (url: string) => ({ name: url.slice(url.lastIndexOf('/') + 1), queue: queueAt(url) });
    this.#queues = {
      live: lane(environment.LIVE_QUEUE_URL),
      bulk: lane(environment.BULK_QUEUE_URL),
      large: lane(environment.LARGE_QUEUE_URL),
    };
  }

  queue(lane: Lane): SqsQueue {
    return this.#queues[lane].queue;
  }

  /** A record of an event, with the lane that its queue's ARN names. */
  messageOf(record: SQSRecord): ReceivedMessage & { readonly receiptHandle: string } {
    const queueName = record.eventSourceARN.slice(record.eventSourceARN.lastIndexOf(':') + 1);
    const lane = (['bulk', 'large'] as const).find((name) => this.#queues[name].name === queueName) ?? 'live';
    const { messageId: id, body, receiptHandle, attributes } = record;
    const receiveCount = Number(attributes.ApproximateReceiveCount);
    return { id, body, lane, receiptHandle, receiveCount, sentAt: new Date(Number(attributes.SentTimestamp)) };
  }
}
