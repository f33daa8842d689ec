import type { ExpectedRevision, ObjectContent } from './expected-revision.ts';
import type { VerifyProblem, VerifyReport } from './verify-documents.ts';

/** What a run has found to be wrong, as it keeps it in its own files. */
export interface FoundProblem {
  readonly problem: VerifyProblem;
  readonly expected: ExpectedRevision;
  /** Absent where nothing was found. */
  readonly found?: ObjectContent;
  /** Where there is a good copy. */
  readonly under?: string;
}

/** A problem as the report names it. */
export type ReportedProblem = VerifyReport['problems'][number];

/** A line of a run's own files. */
export function parseProblem(line: string): FoundProblem {
  return JSON.parse(line) as FoundProblem; // our own files
}

function contentOf({ bytes, md5 }: ObjectContent): ObjectContent & { md5?: string } {
  return {
    bytes,
    ...(md5 !== undefined && { md5 }),
  };
}

/** A problem as the report names it, with what has become of it. */
export function reportedProblem(
  { problem, expected, found }: FoundProblem,
  mending: ReportedProblem['mending'],
  under?: string,
): ReportedProblem {
  const { key, resource_type, type, public_id, version } = expected;
  return {
    problem,
    key,
    resource_type,
    type,
    public_id,
    version,
    expected: contentOf(expected),
    ...(found !== undefined && { found: contentOf(found) }),
    mending,
    ...(under !== undefined && { under }),
  };
}

function isBefore(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The first problems by their keys. */
export function firstProblems(problems: readonly ReportedProblem[], limit: number): readonly ReportedProblem[] {
  return problems.toSorted((a, b) => isBefore(a.key, b.key)).slice(0, limit);
}
