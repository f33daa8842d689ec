import { LARGE_REVISION_BYTES } from '../../domain/asset/revision.ts';
import { PipelineError } from '../../domain/errors.ts';
import type { RevisionJob } from '../../domain/jobs/job.ts';
import { revisionEntry } from '../../domain/jobs/revision-entry.ts';
import type { RevisionEntry, Unrecorded } from '../../domain/journal/journal-entry.ts';
import { backUpRevision } from './back-up-revision.ts';
import type { WorkContext } from './worker-context.ts';

/** A large revision that runs out of time is given up as too large from this receive on. */
const LARGE_ATTEMPTS = 3;

/**
 * Backs a revision up where there is time for it.
 *
 * @returns `forward` for a large revision outside the large lane
 * @throws PipelineError when trying again later can help
 */
export async function backUpInLane(
  job: RevisionJob,
  context: WorkContext,
): Promise<Unrecorded<RevisionEntry> | 'forward'> {
  if (job.revision.bytes >= LARGE_REVISION_BYTES && context.lane !== 'large') return 'forward';
  try {
    return await backUpRevision(job, context);
  } catch (error) {
    const outOfTime = error instanceof PipelineError && error.code === 'out-of-time';
    if (!outOfTime || context.lane !== 'large' || context.receiveCount < LARGE_ATTEMPTS) throw error;
    const reason = `not copied within the large worker's time; received ${context.receiveCount} times`;
    return revisionEntry(job, 'too-large', { reason });
  }
}
