import { configDefaults, defineConfig } from 'vitest/config';
import { FULL } from '#test/scale.ts';

export default defineConfig({
  test: {
    // Of two cores, Vitest would leave one idle. Not more: each that tests the deployed stack deploys one of its own.
    maxWorkers: 2,
    exclude: [...configDefaults.exclude, ...(FULL ? [] : ['**/*.full.test.ts'])],
    projects: [
      {
        // The domain and the use cases over doubles held in memory; small fuzz runs; the documentation against the code.
        extends: true,
        test: {
          name: 'unit',
          include: ['test/{domain,usecases,docs,fuzz,lint,soak,suites}/**/*.test.ts'],
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        // Adapters, functions and commands against MiniStack, real S3 servers and the simulated Cloudinary.
        extends: true,
        test: {
          name: 'integration',
          include: ['test/{adapters,functions,cli}/**/*.test.ts'],
          globalSetup: ['test/setup/ministack.ts'],
          testTimeout: 30_000,
        },
      },
      {
        // One process loads aws-cdk-lib once.
        extends: true,
        test: { name: 'infra', include: ['test/infra/**/*.test.ts'], isolate: false, testTimeout: 60_000 },
      },
      {
        extends: true,
        test: { name: 'local', include: ['test/local/**/*.test.ts'], testTimeout: 120_000 },
      },
      {
        // The deployed stack: one for all files that run in the same process.
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          isolate: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['shared/**', 'functions/**'],
      reporter: ['text-summary', 'html'],
      thresholds: {
        'shared/domain/**': { lines: 100, branches: 100, functions: 100, statements: 100 },
        'functions/**': { lines: 100, branches: 100, functions: 100, statements: 100 },
      },
    },
  },
});
