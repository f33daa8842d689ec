import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onFreePort } from '../process/on-free-port.ts';
import { startServer } from '../process/start-server.ts';
import { type InstallVersitygwOptions, installVersitygw } from './install-versitygw.ts';

/** A running S3 server with its own store, empty at first. */
export interface Versitygw {
  /** `http://127.0.0.1:<port>`; address buckets by path (`forcePathStyle`). */
  readonly endpoint: string;
  readonly region: string;
  /** The root account's keys: new for each server, valid nowhere else. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The folder whose subfolders are the buckets. */
  readonly dataDirectory: string;
  /** The process of the server itself, whose memory and CPU time can be read. */
  readonly pid: number;
  /** Ends the server and removes its folder; may be called more than once. */
  stop(): Promise<void>;
}

export interface StartVersitygwOptions extends InstallVersitygwOptions {
  /** Where to make the temporary folder; the system's place by default. It must support extended attributes. */
  readonly temporaryDirectory?: string;
}

const REGION = 'us-east-1';

/**
 * Starts versitygw, an S3 server that streams to disk, on a free port of 127.0.0.1, and installs it on first use.
 * It honours If-None-Match on PUT and on CompleteMultipartUpload, and Content-MD5.
 *
 * Objects are files: unlike S3, it refuses a key that is a whole-segment prefix of another one (`a` and `a/b`). The
 * server ends with the process that started it, however that process ends, and does not keep it alive.
 *
 * @throws Error with the server's log if it does not start
 */
export async function startVersitygw(options: StartVersitygwOptions = {}): Promise<Versitygw> {
  const executable = await installVersitygw(options);
  return onFreePort((port) => startOn(port, executable, options.temporaryDirectory ?? tmpdir()));
}

async function startOn(port: number, executable: string, parent: string): Promise<Versitygw> {
  const directory = await mkdtemp(join(parent, 'versitygw-'));
  const dataDirectory = join(directory, 'data');
  await mkdir(dataDirectory);
  const address = `127.0.0.1:${port}`;
  const endpoint = `http://${address}`;
  // A secret path: another server that took the port first does not answer there.
  const health = `/health-${randomBytes(8).toString('hex')}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: randomBytes(20).toString('hex') };
  // Without --keep-alive the server closes each connection after one request.
  const listening = ['--port', address, '--health', health, '--keep-alive', '--quiet', '--region', REGION];
  const { pid, stop } = await startServer({
    name: 'versitygw',
    command: [executable, ...listening, 'posix', dataDirectory],
    env: { ROOT_ACCESS_KEY_ID: credentials.accessKeyId, ROOT_SECRET_ACCESS_KEY: credentials.secretAccessKey },
    directory,
    logPath: join(directory, 'versitygw.log'),
    health: `${endpoint}${health}`,
    timeout: 10_000,
  });
  return { endpoint, region: REGION, credentials, dataDirectory, pid, stop };
}
