import type { CurrentAsset } from '#shared/domain/asset/revision.ts';
import { revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import type { Job, RevisionJob } from '#shared/domain/jobs/job.ts';
import { planJobs } from '#shared/domain/jobs/plan-jobs.ts';
import { revisionEntry } from '#shared/domain/jobs/revision-entry.ts';
import type { StoredBytes, Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import { instantOfSeconds } from '#shared/domain/text/instant.ts';
import { notificationOf } from '../cloudinary/parse.ts';

const CLOUD = 'demo';

/** Where the worker stores a revision in these tests. */
export function storedBytesOf({ asset, revision }: Pick<CurrentAsset, 'asset' | 'revision'>): StoredBytes {
  return {
    key: revisionKey(CLOUD, asset, revision),
    sha256: `sha256 of ${revision.etag}`,
    verified: 'md5',
    source: 'download',
  };
}

function entriesOfJob(job: Job, current: CurrentAsset | undefined): readonly Unrecorded[] {
  const stored = (revisionJob: RevisionJob) =>
    revisionEntry(revisionJob, 'stored', { stored: storedBytesOf(revisionJob) });
  switch (job.job) {
    case 'record':
      return job.entries;
    case 'revision':
      return [stored(job)];
    case 'reread':
      return current === undefined ? [] : [stored({ ...job, job: 'revision', ...current })];
    case 'rename': {
      if (current === undefined) return [job.renamed];
      const { asset, revision } = current;
      const to_type = asset.type === job.asset.type ? {} : { to_type: asset.type };
      return [{ ...job.renamed, ...to_type, revision: { ...revision, ...storedBytesOf(current) } }];
    }
  }
}

/**
 * The journal entries that a notification leads to: parsed and planned by the code under test, then recorded as the
 * worker records it once everything is stored.
 *
 * @param current what Cloudinary says about the asset when the worker asks
 */
export function recordedEntries(body: object, current?: CurrentAsset): readonly Unrecorded[] {
  const { jobs } = planJobs(notificationOf(body), { cloud: CLOUD, signedAt: instantOfSeconds(0) });
  return jobs.flatMap((job) => entriesOfJob(job, current));
}
