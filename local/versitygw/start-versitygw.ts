import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from './find-free-port.ts';
import { type InstallVersitygwOptions, installVersitygw } from './install-versitygw.ts';
import { waitForHealth } from './wait-for-health.ts';

/** A running S3 server with an empty store of its own. */
export interface Versitygw {
  /** `http://127.0.0.1:<port>`; address buckets by path (`forcePathStyle`). */
  readonly endpoint: string;
  readonly region: string;
  /** Of the root account: made anew for each server, valid nowhere else. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The folder whose subfolders are the buckets. */
  readonly dataDirectory: string;
  /** Of the server itself, so that its memory and CPU time can be read. */
  readonly pid: number;
  /** Ends the server and removes its folder; may be called more than once. */
  stop(): Promise<void>;
}

export interface StartVersitygwOptions extends InstallVersitygwOptions {
  /** Folder in which the temporary folder is made; the system's by default. It must support extended attributes. */
  readonly temporaryDirectory?: string;
}

const REGION = 'us-east-1';

/**
 * Starts versitygw, an S3 server that streams to disk, on a free port of 127.0.0.1, and installs it on first use.
 * It honours If-None-Match on PUT and on CompleteMultipartUpload, and Content-MD5.
 *
 * Objects are files: a key that is a whole-segment prefix of another one (`a` and `a/b`) is refused, unlike on S3.
 * The server ends with the process that started it, whichever way that ends; it does not keep that process alive.
 *
 * @throws Error with the server's own words when it does not come up.
 */
export async function startVersitygw(options: StartVersitygwOptions = {}): Promise<Versitygw> {
  const executable = await installVersitygw(options);
  const folder = await mkdtemp(join(options.temporaryDirectory ?? tmpdir(), 'versitygw-'));
  const dataDirectory = join(folder, 'data');
  const log = join(folder, 'versitygw.log');
  await mkdir(dataDirectory);

  const address = `127.0.0.1:${await findFreePort()}`;
  const endpoint = `http://${address}`;
  const health = `/health-${randomBytes(8).toString('hex')}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: randomBytes(20).toString('hex') };
  // Without --keep-alive the server closes each connection after one request.
  const listening = ['--port', address, '--health', health, '--keep-alive', '--quiet', '--region', REGION];
  const supervisor = fork(
    join(import.meta.dirname, 'supervise-versitygw.ts'),
    [folder, log, executable, ...listening, 'posix', dataDirectory],
    {
      detached: true,
      execArgv: [],
      env: { ROOT_ACCESS_KEY_ID: credentials.accessKeyId, ROOT_SECRET_ACCESS_KEY: credentials.secretAccessKey },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  const stop = (): Promise<void> => stopSupervisor(supervisor);

  try {
    const pid = await waitForHealth(supervisor, `${endpoint}${health}`);
    supervisor.unref();
    supervisor.channel?.unref();
    return { endpoint, region: REGION, credentials, dataDirectory, pid, stop };
  } catch (cause) {
    const words = await readFile(log, 'utf8').catch(() => '');
    await stop();
    throw new Error(`versitygw did not start: ${words.trim() || String(cause)}`, { cause });
  }
}

async function stopSupervisor(supervisor: ChildProcess): Promise<void> {
  if (supervisor.exitCode !== null || supervisor.signalCode !== null) return;
  supervisor.ref();
  const exited = new Promise<void>((resolve) => supervisor.once('exit', () => resolve()));
  if (supervisor.connected) supervisor.disconnect();
  await exited;
}
