import type { Listed, SuiteTest } from './suite-test.ts';

/** How many tests of an area passed and failed, and how many are left out. */
export interface AreaCount {
  readonly area: string;
  passed: number;
  failed: number;
  leftOut: number;
}

/** What became of all tests. */
export interface Judgement {
  /** Whether every test that is not listed passed, and every listed one is listed rightly. */
  readonly ok: boolean;
  readonly areas: readonly AreaCount[];
  readonly leftOut: readonly ExcusedTest[];
  readonly knownFailures: readonly ExcusedTest[];
  readonly unexpectedFailures: readonly SuiteTest[];
  /** Names on a list of tests that pass, or that do not exist. */
  readonly wronglyListed: readonly string[];
}

/** A test that did not pass and is on a list. */
export interface ExcusedTest extends SuiteTest {
  readonly reason: string;
}

/**
 * Compares what became of the tests with the lists. Tests that are left out run as well, so that both lists can be
 * checked: neither may name a test that passes.
 */
export function judgeTests(tests: readonly SuiteTest[], lists: { leftOut: Listed; knownFailures: Listed }): Judgement {
  const leftOut = excused(tests, lists.leftOut);
  const knownFailures = excused(tests, lists.knownFailures);
  const excusedNames = new Set([...leftOut, ...knownFailures].map(({ name }) => name));
  const listed = [...lists.leftOut, ...lists.knownFailures].flatMap(([, names]) => names);
  const unexpectedFailures = tests.filter(({ name, failure }) => failure !== undefined && !excusedNames.has(name));
  const wronglyListed = listed.filter((name) => !excusedNames.has(name));
  return {
    ok: unexpectedFailures.length === 0 && wronglyListed.length === 0,
    areas: areaCounts(tests, new Set(leftOut.map(({ name }) => name))),
    leftOut,
    knownFailures,
    unexpectedFailures,
    wronglyListed,
  };
}

function excused(tests: readonly SuiteTest[], list: Listed): ExcusedTest[] {
  const reasons = new Map(list.flatMap(([reason, names]) => names.map((name) => [name, reason])));
  return tests.flatMap((test) => {
    const reason = reasons.get(test.name);
    return reason === undefined || test.failure === undefined ? [] : [{ ...test, reason }];
  });
}

function areaCounts(tests: readonly SuiteTest[], leftOut: ReadonlySet<string>): AreaCount[] {
  const counts = new Map<string, AreaCount>();
  for (const { area, name, failure } of tests) {
    const count = counts.get(area) ?? { area, passed: 0, failed: 0, leftOut: 0 };
    counts.set(area, count);
    if (leftOut.has(name)) count.leftOut += 1;
    else if (failure === undefined) count.passed += 1;
    else count.failed += 1;
  }
  return [...counts.values()].sort((a, b) => a.area.localeCompare(b.area));
}
