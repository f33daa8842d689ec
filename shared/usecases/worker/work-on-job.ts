import type { Job, RereadJob, RevisionJob } from '#shared/domain/jobs/job.ts';
import { eventId } from '#shared/domain/journal/event-id.ts';
import { instantOfSeconds } from '#shared/domain/text/instant.ts';
import { backUpInLane } from './back-up-revision.ts';
import { recordRename } from './record-rename.ts';
import type { JobResult, WorkContext } from './worker-context.ts';

/**
 * Asks Cloudinary for the asset's current revision.
 *
 * @returns the job that copies it, or `undefined` when the asset has no original any more
 */
async function rereadAsset(job: RereadJob, context: WorkContext): Promise<RevisionJob | undefined> {
  const current = await context.cloud.environment.currentAsset(job.asset, context.signal);
  if (current === undefined || current.placeholder) return undefined;
  const { asset, revision, details } = current;
  const { cloud, at, triggered_by } = job;
  // A revision younger than the event that had the asset read is an event of its own.
  const revisedAt = instantOfSeconds(revision.version);
  const isLater = revisedAt > at;
  return {
    v: 1,
    job: 'revision',
    cloud,
    at: isLater ? revisedAt : at,
    ...(triggered_by !== undefined && { triggered_by }),
    asset,
    revision,
    details,
  };
}

async function backUp(job: RevisionJob, context: WorkContext): Promise<JobResult> {
  const entry = await backUpInLane(job, context);
  return entry === 'forward' ? { entries: [], forwarded: job } : { entries: [entry] };
}

async function reread(job: RereadJob, context: WorkContext): Promise<JobResult> {
  const found = await rereadAsset(job, context);
  if (found !== undefined) return backUp(found, { ...context, mayBeStored: true });
  if (job.because !== 'delete_by_token' || !('public_id' in job.asset)) return { entries: [] };
  const { asset, at, cloud } = job;
  return { entries: [{ kind: 'deleted', id: eventId(at, { kind: 'deleted', ...asset }), at, cloud, ...asset }] };
}

/**
 * Does what one message asks for.
 *
 * @throws PipelineError, or whatever was not foreseen: the message is tried again then
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
