import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { promisify } from 'node:util';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

/**
 * Kills what this process has started in its own process group, with all that came of it. MiniStack is not among them:
 * it has a group of its own and whoever started it ends it.
 *
 * All are stopped before any is killed: a child whose parent is gone would belong to nobody, and would live on.
 */
export async function endChildProcesses(): Promise<void> {
  const stopped = new Set<number>();
  for (;;) {
    const running = descendantsInGroup(await processes()).filter((pid) => !stopped.has(pid));
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

function processes(): Promise<readonly Process[]> {
  return platform() === 'linux' ? fromProc() : fromPs(); // containers often have no ps
}

async function fromProc(): Promise<readonly Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const [, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name may hold anything
      return { pid: Number(pid), parent: Number(parent), group: Number(group) };
    }),
  );
  return found;
}

async function fromPs(): Promise<readonly Process[]> {
  const child = promisify(execFile)('ps', ['-axo', 'pid=,ppid=,pgid=']);
  const { stdout } = await child;
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  return rows
    .map(([pid = 0, parent = 0, group = 0]) => ({ pid, parent, group }))
    .filter(({ pid }) => pid !== child.child.pid);
}
