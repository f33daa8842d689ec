import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { promisify } from 'node:util';

/** A process of this machine. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** The command with its arguments; empty if the process has ended meanwhile. */
  readonly command: string;
}

/** The processes that are running, without the one that may be needed to list them. */
export function processTable(): Promise<readonly Process[]> {
  return platform() === 'linux' ? fromProc() : fromPs(); // containers often have no ps
}

async function fromProc(): Promise<readonly Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(
    pids.map(async (pid) => {
      const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
      const stat = await read('stat');
      const [, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name may hold anything
      return { pid: Number(pid), parent: Number(parent), group: Number(group), command: await read('cmdline') };
    }),
  );
}

async function fromPs(): Promise<readonly Process[]> {
  const ps = promisify(execFile)('ps', ['-axww', '-o', 'pid=,ppid=,pgid=,command='], { maxBuffer: 64 * 1024 * 1024 });
  const rows = (await ps).stdout.matchAll(/^ *(\d+) +(\d+) +(\d+) +(.*)$/gm);
  return [...rows]
    .map(([, pid, parent, group, command = '']) => {
      return { pid: Number(pid), parent: Number(parent), group: Number(group), command };
    })
    .filter(({ pid }) => pid !== ps.child.pid);
}
