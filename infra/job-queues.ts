import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Configuration } from './configuration/configuration.ts';

/** With waits of 30 s doubling to an hour, 25 receives take 10 to 19 h: an outage at Cloudinary, but not a holiday. */
const MAX_RECEIVE_COUNT = 25;

const SHARED = {
  // SQS's longest. The clock runs on from the first sending, in the dead-letter queue too.
  retentionPeriod: Duration.days(14),
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
} as const;

/** A queue of jobs, with the dead-letter queue that takes what could not be done. */
export class JobQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;

  /** @param visibilitySeconds how long a message that was handed out stays hidden; longer than its function may run */
  constructor(scope: Construct, id: string, visibilitySeconds: number) {
    super(scope, id);
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', SHARED);
    this.queue = new Queue(this, 'Queue', {
      ...SHARED,
      visibilityTimeout: Duration.seconds(visibilitySeconds),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: MAX_RECEIVE_COUNT },
    });
  }
}

/**
 * The three queues. Live and bulk are apart so that an initial backup never delays a fresh upload; large is apart so
 * that revisions of minutes' length do not hold up a batch.
 */
export class JobQueues extends Construct {
  readonly live: JobQueue;
  readonly bulk: JobQueue;
  readonly large: JobQueue;

  constructor(scope: Construct, id: string, { timeouts }: Pick<Configuration, 'timeouts'>) {
    super(scope, id);
    const { workerSeconds, largeWorkerSeconds, visibilityMarginSeconds } = timeouts;
    this.live = new JobQueue(this, 'Live', workerSeconds + visibilityMarginSeconds);
    this.bulk = new JobQueue(this, 'Bulk', workerSeconds + visibilityMarginSeconds);
    this.large = new JobQueue(this, 'Large', largeWorkerSeconds + visibilityMarginSeconds);
  }

  /** All of them, under the names that outputs and alarms carry. */
  get named(): readonly (readonly [name: string, queue: JobQueue])[] {
    return [
      ['Live', this.live],
      ['Bulk', this.bulk],
      ['Large', this.large],
    ];
  }
}
