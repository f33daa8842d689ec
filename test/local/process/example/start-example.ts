import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onFreePort } from '#local/process/on-free-port.ts';
import { startServer } from '#local/process/start-server.ts';

/** Answers every request, and has a child. */
const SERVER = `
  console.log('Example starts');
  require('node:child_process').spawn('sleep', ['60']);
  require('node:http').createServer((request, response) => response.end()).listen(process.env.PORT, '127.0.0.1');
`;

/** Starts a server in a folder; each of its processes has the folder's name in its environment. */
export async function startExample({ script = SERVER, timeout = 20_000, parent = tmpdir() } = {}) {
  const directory = await mkdtemp(join(parent, 'example-'));
  const server = await onFreePort((port) =>
    startServer({
      name: 'Example',
      command: [process.execPath, '-e', script],
      env: { PATH: '/usr/bin:/bin', PORT: String(port), DIRECTORY: directory },
      directory,
      logPath: join(directory, 'example.log'),
      health: `http://127.0.0.1:${port}`,
      announcement: 'Example starts',
      timeout,
    }),
  );
  return { ...server, directory };
}
