import { alternativeRevisionKey } from '../bucket/bucket-layout.ts';
import type { RevisionJob } from '../jobs/job.ts';
import { withoutUndefined } from '../text/without-undefined.ts';
import type { ExpectedRevision } from './expected-revision.ts';
import type { FoundProblem } from './found-problem.ts';

/** The alternative key of a revision; `undefined` without the MD5 that is part of it. */
export function alternativeKeyOf(cloud: string, expected: ExpectedRevision): string | undefined {
  return expected.md5 === undefined ? undefined : alternativeRevisionKey(cloud, expected, expected, expected.md5);
}

/**
 * The job that stores a good copy. It repeats the recorded event and revision: only the place of the bytes
 * changes.
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
