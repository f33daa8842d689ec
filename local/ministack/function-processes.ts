import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The process ids of the workers of one function, in the MiniStack that keeps its files in `directory`. */
export async function functionProcesses(directory: string, functionName: string): Promise<number[]> {
  const prefix = `${directory}/ministack-lambda-${functionName}-`;
  const processes = existsSync('/proc/self/cmdline') ? await fromProc() : await fromPs();
  return processes.filter(({ command }) => isWorker(command, prefix)).map(({ pid }) => pid);
}

/** One function's name may begin with another's: what follows the name must be the eight random characters alone. */
function isWorker(command: string, prefix: string): boolean {
  const start = command.indexOf(prefix);
  return start >= 0 && /^\w{8}\/_worker/.test(command.slice(start + prefix.length));
}

interface Process {
  readonly pid: number;
  readonly command: string;
}

async function fromProc(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(
    pids.map(async (pid) => ({
      pid: Number(pid),
      command: await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''), // it has ended meanwhile
    })),
  );
}

async function fromPs(): Promise<Process[]> {
  const { stdout } = await run('ps', ['-axww', '-o', 'pid=,command='], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split('\n').map((line) => ({ pid: Number.parseInt(line, 10), command: line }));
}
