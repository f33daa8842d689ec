import type { StackRuns } from '#cli/runs/stack-runs.ts';
import { MemoryObjectStore } from '../doubles/memory-object-store.ts';

/** Runs of a stack whose bucket is in memory; nothing is in progress, unless a test says otherwise. */
export function memoryRuns(executions: Partial<StackRuns['executions']> = {}, signal = new AbortController().signal) {
  return {
    stackName: 'CloudinaryBackup',
    quotaReserve: 0.2,
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
    setAside: async () => 0,
    depthOf: async (queue) => ({ queue, pending: 0, deadLetters: 0 }),
    invoke: async () => undefined,
  } satisfies StackRuns;
}
