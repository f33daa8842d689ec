import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const vitestConfig = fileURLToPath(new URL('./test/domain/vitest.config.ts', import.meta.url));

/**
 * A mutation run over the domain: https://stryker-mutator.io/docs/stryker-js/configuration/
 *
 * @type {import('@stryker-mutator/core').PartialStrykerOptions}
 */
export default {
  mutate: ['shared/domain/**/*.ts'],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: relative(import.meta.dirname, vitestConfig), related: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 20_000,
  timeoutFactor: 3,
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
  clearTextReporter: { allowColor: false, reportTests: false, reportScoreTable: true },
  htmlReporter: { fileName: 'reports/mutation/mutation.html' },
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  thresholds: { high: 100, low: 95, break: 95 },
  tempDirName: '.stryker-tmp',
  // Without tsconfig.json: Stryker would rewrite it with the compiler's API, which TypeScript 7 does not have.
  ignorePatterns: ['/*', '!/shared', '!/test', '/test/*', '!/test/domain', '!/test/scale.ts', '!/package.json'],
};
