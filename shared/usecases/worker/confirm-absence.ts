import type { AssetHint } from '#shared/domain/cloudinary/notification.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { Job } from '#shared/domain/jobs/job.ts';
import { millisecondsOf } from '#shared/domain/text/instant.ts';
import { MAX_OBJECTS_AT_LAST, recordedDeletion } from './recorded-deletion.ts';
import type { WorkContext } from './worker-context.ts';

/**
 * When Cloudinary is asked again, counted from its first answer that something is not there, in multiples of the
 * shortest pause between attempts (30 s): after 1 and 5 minutes. Cloudinary's own delays can take minutes, above all
 * those of its backup; a loss must be reported soon.
 */
const ASKED_AGAIN = [2, 10];
/** After 20 minutes, Cloudinary no longer tries to deliver the notification of a deletion. */
const ASKED_AGAIN_IF_UNEXPLAINED = [...ASKED_AGAIN, 40];
/** No job is older: after 14 days on its queue and 14 among the dead letters. Samples name events of earlier years. */
const LONGEST_LIFE_MS = 28 * 24 * 3600 * 1000;

/**
 * Confirms that Cloudinary has not only for a moment no asset, or no such revision: it must have said so several times.
 * A deletion that the journal records is enough at once, unless Cloudinary's own backup may still hand out a copy.
 *
 * @param needsExplanation whether the absence is strange if no deletion is recorded
 * @returns whether it is unexplained
 * @throws PipelineError `absent` until the absence is confirmed
 */
export async function confirmAbsence(
  job: Pick<Job, 'cloud' | 'at' | 'absentSince'> & { readonly asset: AssetHint },
  { now, retry, store, signal, cloud }: WorkContext,
  needsExplanation: () => Promise<boolean> = async () => false,
): Promise<{ readonly unexplained: boolean }> {
  const isDeleted = (await recordedDeletion(job, store, signal)) === 'recorded';
  if (isDeleted && !cloud.nativeBackup) return { unexplained: false };
  const unexplained = !isDeleted && (await needsExplanation());
  const since = job.absentSince === undefined ? now().getTime() : millisecondsOf(job.absentSince);
  const next = (unexplained ? ASKED_AGAIN_IF_UNEXPLAINED : ASKED_AGAIN)
    .map((multiple) => new Date(since + multiple * retry.baseSeconds * 1000))
    .find((moment) => moment > now());
  if (next === undefined) {
    // An asset may be deleted long after the event: what was not read must not turn a loss into a mere sample.
    const found = unexplained && (await recordedDeletion(job, store, signal, MAX_OBJECTS_AT_LAST));
    const isOld = now().getTime() - millisecondsOf(job.at) > LONGEST_LIFE_MS;
    return { unexplained: found === 'none' || (found === 'unread' && isOld) };
  }
  throw new PipelineError('absent', 'Cloudinary has no such asset or revision at present, and is asked again.', {
    retryAt: next,
  });
}
