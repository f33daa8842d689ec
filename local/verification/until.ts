import { setTimeout as sleep } from 'node:timers/promises';

/** How long to look, and how often. */
export interface Patience {
  readonly timeoutMs: number;
  readonly intervalMs: number;
  readonly signal: AbortSignal;
}

/**
 * Asks until the answer is yes, and gives the seconds that it took; undefined when the time is over. It measures in steps
 * of the interval, and never too little.
 *
 * @throws the signal's reason, once aborted
 */
export async function until(isSo: () => Promise<boolean>, { timeoutMs, intervalMs, signal }: Patience) {
  const began = performance.now();
  while (!(await isSo())) {
    if (performance.now() - began > timeoutMs) return undefined;
    await sleep(intervalMs, undefined, { signal });
  }
  return (performance.now() - began) / 1000;
}
