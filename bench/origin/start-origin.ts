import { fork } from 'node:child_process';
import { join } from 'node:path';

/** A running origin; see `origin.ts`. */
export interface Origin {
  /** Without a trailing slash. */
  readonly url: string;
  stop(): void;
}

/**
 * Starts the origin in a process of its own, so that its work does not count as the copier's.
 *
 * @param latencyMs how long it waits before it answers
 */
export async function startOrigin(latencyMs: number): Promise<Origin> {
  const child = fork(join(import.meta.dirname, 'origin.ts'), [String(latencyMs)], { execArgv: [] });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message: { port: number }) => resolve(message.port));
    child.once('exit', (code) => reject(new Error(`the origin ended with exit code ${code}`)));
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => child.disconnect() };
}
