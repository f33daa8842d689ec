import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_EVERY_MS = 20;
const GIVE_UP_AFTER_MS = 10_000;

/**
 * Waits until the supervised server answers 200 at its health URL, and returns the server's process id. The URL has a
 * random path: another server that took the port in the meantime is not mistaken for this one.
 *
 * @throws Error when the server ends first, or does not answer within 10 s.
 */
export async function waitForHealth(supervisor: ChildProcess, url: string): Promise<number> {
  let pid: number | undefined;
  let ended = false;
  supervisor.on('message', (message: { pid?: number; ended?: boolean }) => {
    pid = message.pid ?? pid;
    ended = message.ended ?? ended;
  });
  supervisor.once('error', () => {
    ended = true;
  });
  supervisor.once('exit', () => {
    ended = true;
  });

  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  while (Date.now() < deadline) {
    if (ended) throw new Error('the server ended at once');
    if (pid !== undefined && (await answers(url))) return pid;
    await delay(POLL_EVERY_MS);
  }
  throw new Error(`no answer within ${GIVE_UP_AFTER_MS} ms`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}
