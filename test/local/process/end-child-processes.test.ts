import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { processesNaming } from './processes-naming.ts';

const MODULE = join(import.meta.dirname, '../../../local/process/end-child-processes.ts');

/** Starts a shell that has a child, and a server in its own group, then ends its children. */
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

test('ends children with everything that they started, but not a process with its own group', async () => {
  const marker = `end-child-processes-${randomUUID()}`;
  const env = { ...process.env, MARKER: marker };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', SCRIPT], { env });
  const { server, endedBy }: { server: number; endedBy: string } = JSON.parse(stdout);
  try {
    expect(endedBy).toBe('SIGKILL');
    await expect.poll(() => processesNaming(marker).map(({ pid }) => pid), { timeout: 20_000 }).toEqual([server]);
  } finally {
    process.kill(server);
  }
});
