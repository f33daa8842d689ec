import { parseRevisionFileName } from '#shared/domain/bucket/bucket-layout.ts';
import { type ExpectedRevision, isAsExpected } from '#shared/domain/verify/expected-revision.ts';
import type { FoundProblem } from '#shared/domain/verify/found-problem.ts';
import { alternativeKeyOf } from '#shared/domain/verify/mending-job.ts';
import type { RunDependencies } from '../runs/run-dependencies.ts';

type Needs = Pick<RunDependencies, 'store' | 'signal'>;

async function isGood(key: string, expected: ExpectedRevision, { store }: Needs): Promise<boolean> {
  const object = await store.head(key);
  return object !== undefined && isAsExpected(object, expected);
}

/**
 * A good copy beside the object. Without an MD5 the alternative key is unknown; but an object in the same folder is a
 * good copy if its name and its ETag have the same MD5, and its version and size are right.
 */
async function besideObject({ key, version, format, bytes }: ExpectedRevision, { store, signal }: Needs) {
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  const { objects } = await store.keys(`${folder}${version}-`, { signal });
  const good = objects.find((object) => {
    const file = parseRevisionFileName(object.key.slice(folder.length));
    return object.bytes === bytes && file?.format === format && file?.md5 !== undefined && file.md5 === object.etag;
  });
  return good?.key;
}

/** A good copy of a missing or damaged object, under its alternative key. */
export async function alternativeCopy(
  cloud: string,
  { expected }: FoundProblem,
  needs: Needs,
): Promise<string | undefined> {
  const alternative = alternativeKeyOf(cloud, expected);
  if (alternative === undefined) return besideObject(expected, needs);
  // A damaged object is not a copy of itself, whatever S3 says about it.
  if (alternative === expected.key) return undefined;
  return (await isGood(alternative, expected, needs)) ? alternative : undefined;
}

/** A good copy, if there is one now: for a missing object, also under its own key. */
export async function goodCopy(cloud: string, problem: FoundProblem, needs: Needs): Promise<string | undefined> {
  const { key } = problem.expected;
  if (problem.problem === 'missing' && (await isGood(key, problem.expected, needs))) return key;
  return alternativeCopy(cloud, problem, needs);
}
