import { PipelineError } from '#shared/domain/errors.ts';
import type { RevisionJob } from '#shared/domain/jobs/job.ts';
import { type ByteOpener, type StoredRevision, storeRevision } from './store-revision.ts';
import type { WorkContext } from './worker-context.ts';

/** From this receive on, what Cloudinary does again and again counts as what it will always do. */
const ATTEMPTS_BEFORE_FINAL = 5;

export function isFinalAttempt({ receiveCount }: WorkContext): boolean {
  return receiveCount >= ATTEMPTS_BEFORE_FINAL;
}

/** Whether Cloudinary refused a download: because its delivery is blocked, or because the key is wrong. */
export function isRefusal(error: PipelineError): boolean {
  return error.status === 401 || error.status === 403;
}

/**
 * Whether a refusal may be held against the revision. What a notification told of is tried until its message is a dead
 * letter; a run asks again for whatever its jobs give up.
 */
export function mayGiveUp(job: RevisionJob, context: WorkContext): boolean {
  return job.origin !== undefined && isFinalAttempt(context);
}

/**
 * Tries one source.
 *
 * @returns the error where the bytes are not there, are others, or are refused at a job that may be given up: that is
 * no failure yet, as the next source may have them
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
