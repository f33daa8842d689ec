import type { CurrentAsset } from '#shared/domain/asset/revision.ts';
import type { Job, RereadJob, RevisionJob } from '#shared/domain/jobs/job.ts';
import { revisionEntry } from '#shared/domain/jobs/revision-entry.ts';
import { freshJob } from '#shared/domain/jobs/waiting-job.ts';
import { eventId } from '#shared/domain/journal/event-id.ts';
import type { ModerationEntry, Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import { instantOfSeconds } from '#shared/domain/text/instant.ts';
import { backUpOrForward } from './back-up-revision.ts';
import { confirmAbsence } from './confirm-absence.ts';
import { proofOf } from './obtain-revision.ts';
import { recordRename } from './record-rename.ts';
import type { JobResult, WorkContext } from './worker-context.ts';

/** The job that copies an asset's current revision. */
function copyJob(job: RereadJob, { asset, revision, details }: CurrentAsset): RevisionJob {
  const { cloud, at, triggered_by, absentSince } = job;
  // A revision that is younger than the event behind this job is an event of its own.
  const revisedAt = instantOfSeconds(revision.version);
  const isLater = revisedAt > at;
  return {
    v: 1,
    job: 'revision',
    cloud,
    at: isLater ? revisedAt : at,
    ...(triggered_by !== undefined && { triggered_by }),
    // Otherwise an asset that is described and then denied each time would be asked for without end.
    ...(absentSince !== undefined && { absentSince }),
    asset,
    revision,
    details,
  };
}

async function backUp(job: RevisionJob, context: WorkContext): Promise<JobResult> {
  const entry = await backUpOrForward(job, context);
  return entry === 'forward' ? { entries: [], forwarded: job } : { entries: [entry] };
}

/** What moderation decided about an asset whose original is not there; the entry of a revision has it otherwise. */
function decisionsAbout({ asset, details }: CurrentAsset, job: RereadJob): readonly Unrecorded<ModerationEntry>[] {
  const { cloud, at, triggered_by } = job;
  return (details.moderation ?? []).map((now) => {
    const content = { kind: 'moderation', ...asset, change: { now } } as const;
    return { ...content, id: eventId(at, content), at, cloud, ...(triggered_by !== undefined && { triggered_by }) };
  });
}

/** The reason of a loss whose notification had no length: without an answer from Cloudinary, nothing could be copied. */
const LOST_WITHOUT_LENGTH =
  'deleted or withdrawn at Cloudinary before it was copied; its notification did not report its length';

/** Reads an asset again. If Cloudinary has it no longer, the loss or deletion that the notification reported remains. */
async function reread(job: RereadJob, context: WorkContext): Promise<JobResult> {
  const current = await context.cloud.api.currentAsset(job.asset, context.signal);
  if (current !== undefined && !current.placeholder) {
    const result = await backUp(copyJob(job, current), { ...context, mayBeStored: true, isDescribed: true });
    return result.forwarded === undefined ? result : { ...result, forwarded: freshJob(result.forwarded) };
  }
  await confirmAbsence(job, context);
  const { asset, at, cloud, reported } = job;
  if (reported !== undefined && 'public_id' in asset) {
    const { because: _, reported: __, ...event } = job;
    const revision = { ...reported.revision, bytes: 0 };
    const lost = { ...event, job: 'revision' as const, asset, revision, details: reported.details };
    return { entries: [revisionEntry(lost, 'lost', { reason: LOST_WITHOUT_LENGTH, proof: proofOf(current) })] };
  }
  const decisions = current === undefined ? [] : decisionsAbout(current, job);
  if (job.because !== 'delete_by_token' || !('public_id' in asset)) return { entries: decisions };
  const deleted = { kind: 'deleted', id: eventId(at, { kind: 'deleted', ...asset }), at, cloud, ...asset } as const;
  return { entries: [...decisions, deleted] };
}

/**
 * Does what one message asks for.
 *
 * @throws PipelineError, or an unforeseen error: the message is then tried again
 */
export async function workOnJob(job: Job, context: WorkContext): Promise<JobResult> {
  switch (job.job) {
    case 'revision':
      return backUp(job, context);
    case 'reread':
      return reread(job, context);
    case 'rename':
      return recordRename(job, context);
    case 'record':
      return { entries: job.entries };
  }
}
