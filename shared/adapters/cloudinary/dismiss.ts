import type { IncomingMessage } from 'node:http';

/** What is let in of a body that nobody wants, so that its connection can serve again. In bytes, and in milliseconds. */
const SMALL_BYTES = 64 * 1024;
const PATIENCE_MS = 1_000;

/** Lets a body go that nobody wants to read: a small one is taken in, any other ends with its connection. */
export function dismiss(response: IncomingMessage): void {
  if (!(Number(response.headers['content-length']) <= SMALL_BYTES)) {
    response.destroy();
    return;
  }
  const timer = setTimeout(() => response.destroy(), PATIENCE_MS);
  response.once('close', () => clearTimeout(timer)).resume();
}
