import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { rm } from 'node:fs/promises';

/**
 * Entry point of the process between a caller and its server: `node supervise-versitygw.ts <folder> <log> <command…>`.
 *
 * The IPC channel closes when the caller disconnects, ends or is killed, even by SIGKILL, which no handler in the
 * caller could see. Then the server is ended and the temporary folder removed.
 */
const [folder, log, command, ...args] = process.argv.slice(2);
if (folder === undefined || log === undefined || command === undefined) {
  throw new Error('usage: supervise-versitygw.ts <folder to remove> <log file> <command> [argument…]');
}

const output = openSync(log, 'a');
const server = spawn(command, args, { stdio: ['ignore', output, output] });
const ended = new Promise<void>((resolve) => {
  server.once('error', () => resolve());
  server.once('exit', () => resolve());
});

function end(): void {
  server.kill('SIGTERM');
  setTimeout(() => server.kill('SIGKILL'), 2_000).unref();
}
process.once('disconnect', end);
process.once('SIGTERM', end);
process.once('SIGINT', end);
process.send?.({ pid: server.pid });

await ended;
// Tells a caller that is still waiting for the server to answer; the log must outlive the server for its message.
if (process.connected) {
  process.send?.({ ended: true });
  await new Promise((resolve) => process.once('disconnect', resolve));
}
await rm(folder, { recursive: true, force: true, maxRetries: 5 });
process.exit();
