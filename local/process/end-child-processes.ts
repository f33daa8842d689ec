import { type Process, processTable } from './process-table.ts';

/**
 * Kills every process that this process has started in its own process group, and every process that those started.
 * Servers are not among them: each has its own group, and its supervisor ends it.
 *
 * All are stopped before any is killed: a child whose parent is gone could no longer be found, and would keep running.
 */
export async function endChildProcesses(): Promise<void> {
  const stopped = new Set<number>();
  for (;;) {
    const running = descendantsInGroup(await processTable()).filter((pid) => !stopped.has(pid));
    if (running.length === 0) break;
    for (const pid of running) {
      signal(pid, 'SIGSTOP');
      stopped.add(pid);
    }
  }
  for (const pid of stopped) signal(pid, 'SIGKILL');
}

function descendantsInGroup(all: readonly Process[]): number[] {
  const group = all.find(({ pid }) => pid === process.pid)?.group;
  const below = (ancestor: number): number[] =>
    all
      .filter(({ parent, group: own }) => parent === ancestor && own === group)
      .flatMap(({ pid }) => [pid, ...below(pid)]);
  return below(process.pid);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended meanwhile
  }
}
