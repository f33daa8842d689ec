import fc from 'fast-check';

/** How many cases to check, and the seed of the random cases. */
export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
}

/** What a fuzz run measured. */
export interface FuzzRun {
  readonly runs: number;
  /** The outcomes, and how many deliveries had each. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** The smallest counterexample found, with everything to repeat it; absent if there was none. */
  readonly failure?: string;
}

/** The outcome of a case, or what is wrong with it. */
export type Verdict = { readonly outcome: string } | { readonly wrong: string };

/**
 * Checks the given number of cases. Exceptions count as failures.
 *
 * @param describe a case in full, so that it can be repeated
 */
export async function fuzz<Case>(
  cases: fc.Arbitrary<Case>,
  check: (each: Case) => Promise<Verdict>,
  describe: (each: Case) => string,
  { runs, seed }: FuzzOptions,
): Promise<FuzzRun> {
  const outcomes = new Map<string, number>();
  const property = fc.asyncProperty(cases, async (each) => {
    const verdict = await check(each);
    if ('wrong' in verdict) throw new Error(verdict.wrong);
    outcomes.set(verdict.outcome, (outcomes.get(verdict.outcome) ?? 0) + 1);
  });
  const details = await fc.check(property, { numRuns: runs, seed });
  const [smallest] = details.counterexample ?? [];
  if (!details.failed || smallest === undefined) return { runs: details.numRuns, outcomes };
  const { errorInstance, counterexamplePath } = details;
  const error = errorInstance instanceof Error ? errorInstance.stack : String(errorInstance);
  const failure = `${error}\nseed ${seed}, path ${counterexamplePath}\n${describe(smallest)}`;
  return { runs: details.numRuns, outcomes, failure };
}
