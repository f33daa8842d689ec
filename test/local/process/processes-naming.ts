import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process as Linux shows it. Zombies do not count: they have ended, and only wait for their parent. */
export interface LinuxProcess {
  readonly pid: number;
  readonly command: string;
  readonly environment: string;
  /** The addresses that it listens on, such as `0100007F:1F90`. */
  readonly listening: readonly string[];
}

/** The running processes whose command line or environment contains `text`. */
export function processesNaming(text: string): LinuxProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((pid) => ({ pid, command: read(`/proc/${pid}/cmdline`), environment: read(`/proc/${pid}/environ`) }))
    .filter(({ command, environment }) => command.includes(text) || environment.includes(text))
    .map(({ pid, ...texts }) => ({ pid: Number(pid), ...texts, listening: listeningAddresses(pid) }));
}

function listeningAddresses(pid: string): string[] {
  const descriptors = attempt(() => readdirSync(`/proc/${pid}/fd`), []);
  const targets = descriptors.map((fd) => attempt(() => readlinkSync(`/proc/${pid}/fd/${fd}`), ''));
  const inodes = new Set(targets.map((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1]));
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((table) => read(table).split('\n'))
    .map((row) => row.trim().split(/\s+/))
    .filter((columns) => columns[3] === '0A' && inodes.has(columns[9]))
    .map((columns) => columns[1] ?? '');
}

/** A process that cannot be read has ended, or is a zombie. */
function read(path: string): string {
  return attempt(() => readFileSync(path, 'utf8'), '');
}

function attempt<T>(action: () => T, otherwise: T): T {
  try {
    return action();
  } catch {
    return otherwise;
  }
}
