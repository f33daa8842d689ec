import type { SuiteTest } from './suite-test.ts';

/** One thing to do with a tool, and what must hold afterwards; throws if it does not. */
export interface ToolStep {
  readonly name: string;
  run(): Promise<void>;
}

/** How steps are run. */
export interface ToolStepsOptions {
  /** The area that the steps are counted under. */
  readonly area: string;
  /** Waits for what a step has caused; its failure is that of the step. */
  readonly afterEach?: () => Promise<void>;
  readonly onProgress: (message: string) => void;
}

/** Runs the steps one after the other; one that fails does not keep the others from running. */
export async function runToolSteps(steps: readonly ToolStep[], options: ToolStepsOptions): Promise<SuiteTest[]> {
  const { area, afterEach = async () => {}, onProgress } = options;
  const tests: SuiteTest[] = [];
  for (const { name, run } of steps) {
    const stepped = run().finally(afterEach);
    const failure = await stepped.then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    onProgress(`${failure === undefined ? 'passed' : 'FAILED'}  ${name}`);
    tests.push({ area, name, failure });
  }
  return tests;
}
