import { PipelineError } from '#shared/domain/errors.ts';
import type { RevisionJob } from '#shared/domain/jobs/job.ts';
import { type ByteOpener, type StoredRevision, storeRevision } from './store-revision.ts';
import type { WorkContext } from './worker-context.ts';

/** From this attempt on, a failure that Cloudinary repeats counts as permanent. */
const ATTEMPTS_BEFORE_FINAL = 5;

export function isFinalAttempt({ attempt }: WorkContext): boolean {
  return attempt >= ATTEMPTS_BEFORE_FINAL;
}

/** Whether Cloudinary refused a download: because its delivery is blocked, or because the key is wrong. */
export function isRefusal(error: PipelineError): boolean {
  return error.status === 401 || error.status === 403;
}

/**
 * Whether a refusal may end the job. A revision that a notification reported is tried until its message becomes a dead
 * letter; a run's job may give up, because later runs queue it again.
 */
export function mayGiveUp(job: RevisionJob, context: WorkContext): boolean {
  return job.origin !== undefined && isFinalAttempt(context);
}

/**
 * Tries one source.
 *
 * @returns the error if the bytes are missing, are others, or are refused in a job that may give up: the next source
 *   may have them
 * @throws PipelineError for every other failure
 */
export async function trySource(
  job: RevisionJob,
  from: ByteOpener,
  context: WorkContext,
): Promise<StoredRevision | PipelineError> {
  try {
    return await storeRevision(job, from, context);
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    const isWithoutBytes = error.code === 'not-found' || error.code === 'wrong-bytes';
    if (isWithoutBytes || (isRefusal(error) && mayGiveUp(job, context))) return error;
    throw error;
  }
}

export function isStored(result: StoredRevision | PipelineError): result is StoredRevision {
  return 'stored' in result;
}
