import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // One group of projects after the other: what starts servers is not to starve what does not.
    projects: [
      {
        // The domain and the use cases over doubles held in memory; small fuzz runs; the documentation against the code.
        test: { name: 'unit', include: ['test/{domain,usecases,docs,fuzz}/**/*.test.ts'] },
      },
      {
        // Adapters, functions and commands against MiniStack, real S3 servers and the simulated Cloudinary.
        test: {
          name: 'integration',
          include: ['test/{adapters,functions,cli}/**/*.test.ts'],
          globalSetup: ['test/setup/ministack.ts'],
          testTimeout: 30_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // One process loads aws-cdk-lib once.
        test: {
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          isolate: false,
          testTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'local',
          include: ['test/local/**/*.test.ts'],
          testTimeout: 120_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        // The deployed stack: one for all files, in the one process that they share.
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          isolate: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 4 },
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
