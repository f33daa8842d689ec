import type { SuiteTest } from '../suite-test.ts';
import { areaOf } from './area-of.ts';
import { runSdkTests, type TestReport } from './run-sdk-tests.ts';

/** The Python SDK's own tests, those that it skips by itself included. */
export async function sdkSuite(onProgress: (message: string) => void): Promise<SuiteTest[]> {
  const failures = new Map<string, string | undefined>();
  for (const report of await runSdkTests(onProgress)) {
    failures.set(report.name, failures.get(report.name) ?? failureOf(report));
  }
  return [...failures].map(([name, failure]) => ({ area: areaOf(name), name, failure }));
}

function failureOf({ phase, outcome, message }: TestReport): string | undefined {
  if (outcome === 'passed') return undefined;
  const [line = ''] = message.split('\n');
  return `${phase === 'call' ? outcome : `${phase} ${outcome}`}: ${line}`;
}
