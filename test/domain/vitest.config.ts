import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Examples kill most mutants, and take less time than properties: a run ends with its first failure. */
class ExamplesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => Number(moduleId.endsWith('.property.test.ts'));
    return files.toSorted((a, b) => rank(a) - rank(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

/**
 * For mutation runs: the tests of the domain alone, with the same cases in every run, so that only the mutant makes a
 * difference.
 */
export default defineConfig({
  test: {
    include: ['test/domain/**/*.test.ts'],
    sequence: { sequencer: ExamplesFirst },
    setupFiles: [fileURLToPath(new URL('./fixed-cases.ts', import.meta.url))],
  },
  plugins: [
    {
      name: 'select-tests-by-full-name',
      // Stryker's runner selects tests by names joined with a space, where Vitest 5 joins them with " > ": no test
      // would run, and every mutant survive.
      configureVitest({ project }) {
        let pattern = project.config.testNamePattern;
        Object.defineProperty(project.config, 'testNamePattern', {
          configurable: true,
          enumerable: true,
          get: () => pattern,
          set: (given: RegExp | undefined) => {
            pattern = given === undefined ? undefined : new RegExp(given.source.replaceAll(' ', '(?: > | )'));
          },
        });
      },
    },
  ],
});
