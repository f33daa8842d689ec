import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * For mutation runs: the tests of the domain alone, with the same cases in every run, so that nothing but the mutant
 * makes a difference.
 */
export default defineConfig({
  test: {
    include: ['test/domain/**/*.test.ts'],
    setupFiles: [fileURLToPath(new URL('./fixed-cases.ts', import.meta.url))],
  },
  plugins: [
    {
      name: 'select-tests-by-full-name',
      // Stryker's runner selects tests by names joined with a space, where Vitest 5 joins them with " > ": no test would
      // run, and every mutant survive.
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
