import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;
const LOG_LINES = 30;

/** What to wait for. */
export interface ReadinessOptions {
  readonly endpoint: string;
  readonly logPath: string;
  readonly timeout: number;
  /** Aborted when the server has ended. */
  readonly ended: AbortSignal;
}

/**
 * Resolves once the server listens and answers.
 *
 * @throws Error with the last lines of its log if it ends before, or not in time.
 */
export async function untilReady({ endpoint, logPath, timeout, ended }: ReadinessOptions): Promise<void> {
  const deadline = Date.now() + timeout;
  while (!(await isReady(endpoint, logPath))) {
    if (ended.aborted) throw new Error(await withLog('MiniStack ended while starting', logPath));
    if (Date.now() > deadline) throw new Error(await withLog(`MiniStack did not answer in ${timeout} ms`, logPath));
    await sleep(POLL_MS);
  }
}

/** Its own log must say so too: somebody else's server could have taken the port first, and would answer. */
async function isReady(endpoint: string, logPath: string): Promise<boolean> {
  const log = await readFile(logPath, 'utf8').catch(() => '');
  if (!log.includes(`Running on ${endpoint}`)) return false;
  try {
    const response = await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function withLog(message: string, logPath: string): Promise<string> {
  const text = await readFile(logPath, 'utf8').catch(() => '');
  return `${message}. The end of its log:\n${text.trim().split('\n').slice(-LOG_LINES).join('\n')}`;
}
