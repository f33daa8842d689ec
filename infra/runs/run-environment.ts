import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Configuration } from '../configuration/configuration.ts';
import type { JobQueues } from '../job-queues.ts';

const SECONDS_PER_DAY = 86_400;
/** Copies that a batch of the bulk queue has in flight, and what one takes, in seconds. */
const BATCH = { copies: 10, seconds: 10 };

/** What both kinds of runs are configured with. A queue may hold as many jobs as the workers do in a day. */
export function runEnvironment(
  { concurrency, timeouts }: Pick<Configuration, 'concurrency' | 'timeouts'>,
  bucket: IBucket,
  { bulk, large }: JobQueues,
): Record<string, string> {
  return {
    // V8 lets what is young grow to many times of what lives, which costs memory and spares little. In MiB.
    NODE_OPTIONS: '--max-semi-space-size=8',
    BUCKET_NAME: bucket.bucketName,
    BULK_QUEUE_URL: bulk.queue.queueUrl,
    LARGE_QUEUE_URL: large.queue.queueUrl,
    BULK_BACKLOG_LIMIT: String((concurrency.bulk * BATCH.copies * SECONDS_PER_DAY) / BATCH.seconds),
    LARGE_BACKLOG_LIMIT: String(Math.floor((concurrency.large * SECONDS_PER_DAY) / timeouts.largeWorkerSeconds)),
    QUEUE_LAG_SECONDS: String(timeouts.queueLagSeconds),
  };
}
