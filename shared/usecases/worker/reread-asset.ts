import type { RereadJob, RevisionJob } from '../../domain/jobs/job.ts';
import { instantOfSeconds, later } from '../../domain/text/instant.ts';
import type { WorkContext } from './worker-context.ts';

/**
 * Asks Cloudinary for the asset's current revision.
 *
 * @returns the job that copies it, or `undefined` when the asset has no original any more
 */
export async function rereadAsset(job: RereadJob, context: WorkContext): Promise<RevisionJob | undefined> {
  const current = await context.cloud.environment.currentAsset(job.asset, context.signal);
  if (current === undefined || current.placeholder) return undefined;
  const { asset, revision, details } = current;
  const { cloud, at, triggered_by } = job;
  return {
    v: 1,
    job: 'revision',
    cloud,
    // A revision younger than the event that had the asset read is an event of its own.
    at: later(at, instantOfSeconds(revision.version)),
    ...(triggered_by !== undefined && { triggered_by }),
    asset,
    revision,
    details,
  };
}
