import type { Revision } from '#shared/domain/asset/revision.ts';
import type { PipelineError } from '#shared/domain/errors.ts';
import type { RevisionJob } from '#shared/domain/jobs/job.ts';
import { WrongBytesError } from '../sink/verified-chunks.ts';
import type { ByteOpener, StoredRevision } from './store-revision.ts';
import { isFinalAttempt, isStored, mayGiveUp, trySource } from './try-source.ts';
import type { WorkContext } from './worker-context.ts';

/** Cloudinary has the revision, but does not deliver it as described. */
export interface GivenUp {
  readonly outcome: 'unverifiable' | 'unobtainable';
  readonly reason: string;
}

function isWrongHash(error: PipelineError, wanted: Revision): error is WrongBytesError {
  return (
    error instanceof WrongBytesError &&
    wanted.etag !== undefined &&
    error.received.bytes === wanted.bytes &&
    error.received.md5 !== undefined
  );
}

/** The final outcome, if a second download fails for the same reason; `undefined` if this failure is never final. */
function finalReasonOf(failure: PipelineError, job: RevisionJob, context: WorkContext): GivenUp | undefined {
  const { revision } = job;
  if (isWrongHash(failure, revision) && isFinalAttempt(context)) {
    const reason = `Cloudinary reports MD5 ${revision.etag} but keeps delivering ${failure.received.md5}`;
    return { outcome: 'unverifiable', reason };
  }
  // Only Cloudinary's own answers "not found" and "refused" reach this point with a status.
  if (failure.status === undefined || !mayGiveUp(job, context)) return undefined;
  const reason = `Cloudinary says that the revision is current, but keeps answering its download with HTTP ${failure.status}`;
  return { outcome: 'unobtainable', reason };
}

/**
 * Decides about a revision that Cloudinary calls current but does not deliver. In the final attempts it is downloaded
 * once more, now that the Admin API has accepted the same credentials, and given up if that fails in the same way.
 *
 * @throws PipelineError when trying again later can help
 */
export async function stillCurrent(
  job: RevisionJob,
  from: ByteOpener,
  failure: PipelineError,
  context: WorkContext,
): Promise<StoredRevision | GivenUp> {
  const final = finalReasonOf(failure, job, context);
  if (final === undefined) throw failure;
  const again = await trySource(job, from, context);
  if (isStored(again)) return again;
  if (finalReasonOf(again, job, context)?.reason !== final.reason) throw again;
  return final;
}
