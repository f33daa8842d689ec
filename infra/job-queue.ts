import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** With waits of 30 s doubling to an hour, 25 receives take 10 to 19 h: an outage at Cloudinary, but not a holiday. */
const MAX_RECEIVE_COUNT = 25;

const SHARED = {
  // SQS's longest. The clock runs on from the first sending, in the dead-letter queue too.
  retentionPeriod: Duration.days(14),
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
} as const;

export interface JobQueueProps {
  /** How long a message that was handed out stays hidden; longer than its function may run. */
  readonly visibilityTimeoutSeconds: number;
}

/** A queue of jobs, with the dead-letter queue that takes what could not be done. */
export class JobQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, props: JobQueueProps) {
    super(scope, id);
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', SHARED);
    this.queue = new Queue(this, 'Queue', {
      ...SHARED,
      visibilityTimeout: Duration.seconds(props.visibilityTimeoutSeconds),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: MAX_RECEIVE_COUNT },
    });
  }
}
