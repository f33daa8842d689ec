/**
 * Stands between the launcher and a server, in a session of its own, so that nothing is left behind however the launcher
 * ends, `kill -9` included: the channel between the two closes with the launcher, and then this process ends the server
 * with everything that it started and removes its folder.
 *
 * It runs `process.argv[3…]`, whose files are in the folder `process.argv[2]`, in a process group of its own. It sends
 * the id of that group, and `ended` if the server ends by itself.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const SETTLE_MS = 300;
const POLL_MS = 10;

const [directory = '', command = '', ...args] = process.argv.slice(2);
const server = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
const serverExit = once(server, 'exit').catch(() => {}); // it fails if there was nothing to start

/** The folder stays for as long as the launcher does: it may want to read the log of a server that failed. */
async function serverEnded(): Promise<void> {
  await endGroup();
  tell('ended');
}

async function launcherEnded(): Promise<void> {
  await endGroup();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  process.exit();
}

/**
 * At once, for there is nothing to save: all that the server has is in its memory and in the folder. The wait for what it
 * started has an end because a container may leave zombies in the group for ever.
 */
async function endGroup(): Promise<void> {
  const deadline = Date.now() + SETTLE_MS;
  while (killGroup() && Date.now() < deadline) await sleep(POLL_MS);
  await serverExit;
}

/** Whether there was anything left in the group to kill. */
function killGroup(): boolean {
  try {
    return server.pid !== undefined && process.kill(-server.pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** The launcher may end at any moment; without a callback, that would be an error that ends this process too. */
function tell(message: number | 'ended'): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

process.once('disconnect', () => void launcherEnded());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.disconnect());
if (!process.connected) process.emit('disconnect'); // the launcher ended before this line
if (server.pid !== undefined) tell(server.pid);
await serverExit;
await serverEnded();
