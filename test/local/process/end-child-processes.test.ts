import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { processesNaming } from './processes-naming.ts';

const MODULE = join(import.meta.dirname, '../../../local/process/end-child-processes.ts');

/** Starts a shell with a child of its own, and a server in a group of its own, before it ends its children. */
const SCRIPT = `
  import { spawn } from 'node:child_process';
  import { createInterface } from 'node:readline';
  import { endChildProcesses } from ${JSON.stringify(MODULE)};
  const shell = spawn('sh', ['-c', 'sleep 60 & echo started; wait']);
  const server = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  server.unref();
  await new Promise((resolve) => createInterface(shell.stdout).once('line', resolve));
  const ended = new Promise((resolve) => shell.once('exit', (code, signal) => resolve(signal)));
  await endChildProcesses();
  console.log(JSON.stringify({ server: server.pid, endedBy: await ended }));
  process.exit();
`;

test('ends children with what they have started, and leaves alone what has a group of its own', async () => {
  const marker = `end-child-processes-${randomUUID()}`;
  const env = { ...process.env, MARKER: marker };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', SCRIPT], { env });
  const { server, endedBy }: { server: number; endedBy: string } = JSON.parse(stdout);
  try {
    expect(endedBy).toBe('SIGKILL');
    await expect.poll(() => processesNaming(marker).map(({ pid }) => pid), { timeout: 5_000 }).toEqual([server]);
  } finally {
    process.kill(server);
  }
});
