import type { RunProgress, RunView } from './run-view.ts';
import type { StackRuns } from './stack-runs.ts';

/**
 * Reads the progress of the current run of a cloud. After a run has yielded, this is another run, with another name.
 *
 * @returns a function that reads the progress of the named run; without a name, the run has written nothing yet
 */
export function progressReader({ progressOf }: RunView, cloud: string, runs: StackRuns) {
  let current: { readonly name: string; readonly read: (now: Date) => Promise<RunProgress> } | undefined;
  return async (name: string | undefined, now: Date): Promise<RunProgress> => {
    if (name === undefined) {
      return { parts: ['starting'], document: { at: now.toISOString(), phase: 'starting', started_at: null } };
    }
    if (current?.name !== name) current = { name, read: progressOf(cloud, name, runs) };
    const { parts, document } = await current.read(now);
    return { parts, document: { started_at: name, ...document } };
  };
}
