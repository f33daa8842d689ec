import type { Job } from '../../domain/jobs/job.ts';
import type { Lane } from './worker-context.ts';

/**
 * What asked for work: a notification, whose revision is to be safe within seconds, or a run, which finds what may be
 * years old and may have waited for hours before its first attempt.
 */
export type Cause = 'notification' | 'run';

/**
 * The cause of a message. A run's job stays one when it is handed on to the large queue.
 *
 * @param job `undefined` where the message holds none
 */
export function causeOf(job: Job | undefined, lane: Lane): Cause {
  return lane === 'bulk' || (job?.job === 'revision' && job.origin !== undefined) ? 'run' : 'notification';
}
