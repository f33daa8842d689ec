import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server that answers, with a supervisor. */
export interface RunningServer {
  /** The process of the server itself, which leads its own process group. */
  readonly pid: number;
  /** Ends the server with everything that it started, and removes its folder. May be called more than once. */
  stop(): Promise<void>;
}

/** What to run, and how to see that it is ready. */
export interface ServerOptions {
  /** The name in error messages. */
  readonly name: string;
  readonly command: readonly string[];
  /** The whole environment of the server. */
  readonly env: Readonly<Record<string, string>>;
  /** The folder of the server. */
  readonly directory: string;
  /** The file in that folder for its output. */
  readonly logPath: string;
  /** A URL that it answers with a success once it is ready. */
  readonly health: string;
  /**
   * What its log must contain as well, unless the health URL is a secret: another server could have taken the port first,
   * and would answer.
   */
  readonly announcement?: string;
  /** How long it may take to answer, in ms. */
  readonly timeout: number;
}

const SUPERVISOR = join(import.meta.dirname, 'supervisor.ts');
const POLL_MS = 25;
const LOG_LINES = 30;

/**
 * Starts a server and resolves once it answers. The server ends, with everything that it started, when `stop()` is
 * called or this process ends in whatever way. It does not keep this process alive.
 *
 * @throws Error with the last lines of its log if it ends or does not answer in time; then nothing of it is left
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { name, logPath, timeout } = options;
  const { state, stop } = await launch(options);
  const deadline = Date.now() + timeout;
  try {
    for (;;) {
      if (state.pid !== undefined && (await isReady(options))) return { pid: state.pid, stop };
      if (state.ended) throw new Error(await withLog(`${name} ended while starting`, logPath));
      if (Date.now() > deadline) throw new Error(await withLog(`${name} did not answer in ${timeout} ms`, logPath));
      await sleep(POLL_MS);
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

async function launch({ command, directory, logPath, env }: ServerOptions) {
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
  const state: { pid?: number; ended: boolean } = { ended: false };
  supervisor.on('message', (message) => {
    if (typeof message === 'number') state.pid = message;
    else state.ended = true;
  });
  const end = async () => {
    await once(supervisor, 'exit').catch(() => {}); // it fails if there was nothing to start
    if (supervisor.exitCode !== 0) await endUnsupervised(state.pid, directory);
    state.ended = true;
  };
  const gone = end();
  const stop = async () => {
    supervisor.ref();
    if (supervisor.connected) supervisor.disconnect();
    await gone;
  };
  return { state, stop };
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

async function isReady({ health, announcement = '', logPath }: ServerOptions): Promise<boolean> {
  if (!(await logText(logPath)).includes(announcement)) return false;
  try {
    const response = await fetch(health, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function withLog(message: string, logPath: string): Promise<string> {
  const lines = (await logText(logPath)).trim().split('\n');
  return `${message}. The end of its log:\n${lines.slice(-LOG_LINES).join('\n')}`;
}

function logText(logPath: string): Promise<string> {
  return readFile(logPath, 'utf8').catch(() => '');
}
