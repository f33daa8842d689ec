import { alternativeRevisionKey } from '../bucket/bucket-layout.ts';
import type { RevisionJob } from '../jobs/job.ts';
import { withoutUndefined } from '../text/without-undefined.ts';
import type { ExpectedRevision } from './expected-revision.ts';
import type { FoundProblem } from './found-problem.ts';

/** The alternative key of a revision; `undefined` where no MD5 names it. */
export function alternativeKeyOf(cloud: string, expected: ExpectedRevision): string | undefined {
  return expected.md5 === undefined ? undefined : alternativeRevisionKey(cloud, expected, expected, expected.md5);
}

/**
 * The job that brings a good copy. Event and revision are those that the journal told of: only where the bytes are is
 * news.
 */
export function mendingJob(cloud: string, { problem, expected }: FoundProblem): RevisionJob {
  const { resource_type, type, public_id, asset_id, at } = expected;
  const { version, version_id, format, bytes, md5 } = expected;
  return {
    v: 1,
    job: 'revision',
    cloud,
    at,
    asset: withoutUndefined({ resource_type, type, public_id, asset_id }),
    revision: withoutUndefined({ version, version_id, format, bytes, etag: md5 }),
    details: {},
    origin: 'verify',
    ...(problem !== 'missing' && { damaged: true }),
  };
}
