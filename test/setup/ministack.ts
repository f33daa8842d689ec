import type { TestProject } from 'vitest/node';
import { startMiniStack } from '#local/ministack/start-ministack.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The environment variables that send AWS SDK clients to the MiniStack of this run, as its root user. */
    readonly awsEnvironment: Readonly<Record<string, string>>;
  }
}

/** One MiniStack for all test files; each file makes its own buckets, queues and parameters. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const miniStack = await startMiniStack();
  project.provide('awsEnvironment', miniStack.env);
  return () => miniStack.stop();
}
