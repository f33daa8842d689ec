import { readFile } from 'node:fs/promises';

/** Linux counts CPU time in ticks of this many milliseconds. Source: https://man7.org/linux/man-pages/man7/time.7.html */
const TICK_MS = 10;

async function ofProcess(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the command, in brackets, may hold spaces; user and system time are 12 and 13 fields behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/**
 * CPU time that each of some processes has used until now, user and system, in milliseconds by process id.
 *
 * @throws Error on other systems than Linux
 */
export async function cpuTime(pids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (process.platform !== 'linux') throw new Error('CPU time is read from /proc: measure on Linux.');
  return new Map(await Promise.all(pids.map(async (pid) => [pid, await ofProcess(pid)] as const)));
}
