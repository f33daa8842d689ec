import { withoutUndefined } from '../text/without-undefined.ts';
import type { ExpectedRevision, ObjectContent } from './expected-revision.ts';
import type { VerifyProblem, VerifyReport } from './verify-documents.ts';

/** A problem as a run keeps it in its own files. */
export interface FoundProblem {
  readonly problem: VerifyProblem;
  readonly expected: ExpectedRevision;
  readonly found?: ObjectContent;
  /** Where there is a good copy. */
  readonly storedKey?: string;
}

/** A problem as the report names it. */
export type ReportedProblem = VerifyReport['problems'][number];

/** Makes a problem as the report names it, with its outcome. */
export function reportedProblem(
  { problem, expected, found }: FoundProblem,
  mending: ReportedProblem['mending'],
  storedKey?: string,
): ReportedProblem {
  const { key, resource_type, type, public_id, version } = expected;
  return {
    problem,
    key,
    resource_type,
    type,
    public_id,
    version,
    expected: withoutUndefined({ bytes: expected.bytes, md5: expected.md5 }),
    ...(found !== undefined && { found: withoutUndefined(found) }),
    mending,
    ...(storedKey !== undefined && { stored_key: storedKey }),
  };
}

/** Compares by the keys of objects. */
export function byKey({ key: a }: { readonly key: string }, { key: b }: { readonly key: string }): number {
  return a < b ? -1 : Number(a > b);
}

/** The first problems in the order of their keys. */
export function firstProblems(problems: readonly ReportedProblem[], limit: number): readonly ReportedProblem[] {
  return problems.toSorted(byKey).slice(0, limit);
}
