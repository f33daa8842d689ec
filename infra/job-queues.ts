import { Construct } from 'constructs';
import type { Configuration } from './configuration/configuration.ts';
import { JobQueue } from './job-queue.ts';

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
    const visibilityTimeoutSeconds = timeouts.workerSeconds + timeouts.visibilityMarginSeconds;
    this.live = new JobQueue(this, 'Live', { visibilityTimeoutSeconds });
    this.bulk = new JobQueue(this, 'Bulk', { visibilityTimeoutSeconds });
    this.large = new JobQueue(this, 'Large', {
      visibilityTimeoutSeconds: timeouts.largeWorkerSeconds + timeouts.visibilityMarginSeconds,
    });
  }
}
