import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A server under supervision. */
export interface SupervisedServer {
  /** Aborted when the server has ended, by itself or by `stop()`. */
  readonly ended: AbortSignal;
  /** Ends the server with all that it started and removes its folder. */
  stop(): Promise<void>;
}

/** What to run, and the folder that holds its files. */
export interface LaunchOptions {
  readonly command: readonly string[];
  readonly directory: string;
  readonly logPath: string;
  readonly env: Readonly<Record<string, string>>;
}

const SUPERVISOR = join(import.meta.dirname, 'supervisor.ts');

/**
 * Starts a server that ends, with all that it started, when `stop()` is called or this process ends in whatever way.
 * It does not keep this process alive.
 */
export async function launchServer({ command, directory, logPath, env }: LaunchOptions): Promise<SupervisedServer> {
  const log = await open(logPath, 'a');
  const supervisor = spawn(process.execPath, [SUPERVISOR, directory, ...command], {
    cwd: directory,
    env,
    detached: true,
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  await log.close();
  supervisor.unref();
  supervisor.channel?.unref();
  const ended = new AbortController();
  let group: number | undefined;
  supervisor.on('message', (message) => {
    if (typeof message === 'number') group = message;
    else ended.abort();
  });
  const gone = exitCode(supervisor).then(async (code) => {
    if (code !== 0) await endUnsupervised(group, directory);
    ended.abort();
  });
  return {
    ended: ended.signal,
    stop: async () => {
      supervisor.ref();
      if (supervisor.connected) supervisor.disconnect();
      await gone;
    },
  };
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  await once(child, 'exit').catch(() => {}); // it fails if there was nothing to start
  return child.exitCode;
}

/** The supervisor itself was killed. */
async function endUnsupervised(group: number | undefined, directory: string): Promise<void> {
  try {
    if (group !== undefined) process.kill(-group, 'SIGKILL');
  } catch {
    // the group has ended already
  }
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}
