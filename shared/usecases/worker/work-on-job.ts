import type { Job, RereadJob, RevisionJob } from '../../domain/jobs/job.ts';
import { eventId } from '../../domain/journal/event-id.ts';
import { backUpInLane } from './back-up-in-lane.ts';
import type { JobResult } from './job-result.ts';
import { recordRename } from './record-rename.ts';
import { rereadAsset } from './reread-asset.ts';
import type { WorkContext } from './worker-context.ts';

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
