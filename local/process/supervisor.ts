/**
 * Runs between the launcher and a server, in its own session, so that nothing is left behind however the launcher ends,
 * even by `kill -9`: its channel to the launcher closes, and then it ends the server with everything that the server
 * started, and removes the server's folder.
 *
 * It runs `process.argv[3…]`, whose files are in the folder `process.argv[2]`, in its own process group. It sends the id
 * of that group, and `ended` if the server ends by itself.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const GROUP_END_MS = 300;
const POLL_MS = 10;

const [directory = '', command = '', ...args] = process.argv.slice(2);
const server = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
const serverExit = once(server, 'exit').catch(() => {}); // it fails if there was nothing to start

/** The folder stays while the launcher runs, which may read the log of a failed server. */
async function serverEnded(): Promise<void> {
  await endGroup();
  send('ended');
}

async function launcherEnded(): Promise<void> {
  await endGroup();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  process.exit();
}

/**
 * Kills at once: there is nothing to save, because the server's data is in its memory and in the folder. The wait for what
 * it started is limited because a container may leave zombies in the group for ever.
 */
async function endGroup(): Promise<void> {
  const deadline = Date.now() + GROUP_END_MS;
  while (killGroup() && Date.now() < deadline) await sleep(POLL_MS);
  await serverExit;
}

/** Kills the group; gives whether anything was left in it. */
function killGroup(): boolean {
  try {
    return server.pid !== undefined && process.kill(-server.pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** The launcher may end at any moment; without a callback, that error would end this process too. */
function send(message: number | 'ended'): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

process.once('disconnect', () => void launcherEnded());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.disconnect());
if (!process.connected) process.emit('disconnect'); // the launcher ended before this line
if (server.pid !== undefined) send(server.pid);
await serverExit;
await serverEnded();
