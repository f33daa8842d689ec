import type { StackRuns } from '#cli/runs/stack-runs.ts';
import { MemoryObjectStore } from '../doubles/memory-object-store.ts';

/** Runs of a stack whose bucket is in memory; nothing is in progress, unless a test says otherwise. */
export function memoryRuns(executions: Partial<StackRuns['executions']> = {}, signal = new AbortController().signal) {
  return {
    executions: {
      start: async () => 'arn:started',
      running: async () => [],
      describe: async () => undefined,
      isRunning: async () => false,
      ...executions,
    },
    reader: new MemoryObjectStore(),
    signal,
    pending: async () => 0,
    depthOf: async (lane) => ({ lane, pending: 0, deadLetters: 0 }),
    invoke: async () => undefined,
  } satisfies StackRuns;
}
