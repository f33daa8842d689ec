import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MAX_ATTEMPTS } from '#shared/domain/jobs/waiting-job.ts';
import type { Configuration } from './configuration/configuration.ts';

const SHARED = {
  // SQS's longest. It counts from the sending of a message, in the dead-letter queue too.
  retentionPeriod: Duration.days(14),
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
} as const;

/** A queue of jobs, with the dead-letter queue for jobs that keep failing. */
export class JobQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;

  /** @param visibilitySeconds how long a received message stays hidden; longer than its function may run */
  constructor(scope: Construct, id: string, visibilitySeconds: number) {
    super(scope, id);
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', SHARED);
    this.queue = new Queue(this, 'Queue', {
      ...SHARED,
      visibilityTimeout: Duration.seconds(visibilitySeconds),
      // With waits of 30 s doubling to an hour, 25 receives take 10 to 19 h: longer than an outage, shorter than a
      // holiday.
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: MAX_ATTEMPTS },
    });
  }
}

/**
 * The three queues of jobs, and the set-aside queue. Live and bulk are separate so that an initial backup never delays a
 * fresh upload; large is separate so that revisions that take minutes do not hold up a batch.
 */
export class JobQueues extends Construct {
  readonly live: JobQueue;
  readonly bulk: JobQueue;
  readonly large: JobQueue;
  /**
   * The signed bodies that the webhook does not understand. No function reads it, and no alarm watches its length: these
   * are not jobs, and someone who replays the signature of an upload form can fill it.
   */
  readonly setAside: Queue;

  constructor(scope: Construct, id: string, { timeouts }: Pick<Configuration, 'timeouts'>) {
    super(scope, id);
    const { workerSeconds, largeWorkerSeconds, visibilityMarginSeconds } = timeouts;
    this.live = new JobQueue(this, 'Live', workerSeconds + visibilityMarginSeconds);
    this.bulk = new JobQueue(this, 'Bulk', workerSeconds + visibilityMarginSeconds);
    this.large = new JobQueue(this, 'Large', largeWorkerSeconds + visibilityMarginSeconds);
    this.setAside = new Queue(this, 'SetAside', SHARED);
  }

  /** The queues of jobs, with the names that outputs and alarms use. */
  get named(): readonly (readonly [name: string, queue: JobQueue])[] {
    return [
      ['Live', this.live],
      ['Bulk', this.bulk],
      ['Large', this.large],
    ];
  }
}
