import { copyFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LoopbackCertificate, loopbackCertificate } from '../certificate/loopback-certificate.ts';
import { trustLoopbackCertificate } from '../certificate/trust-loopback-certificate.ts';
import { pythonEnvironment } from '../python/python-environment.ts';
import { type ClientEnvironment, clientEnvironment } from './client-environment.ts';
import { freePort } from './free-port.ts';
import { functionProcesses } from './function-processes.ts';
import { launchServer } from './launch-server.ts';
import { rewriteWebhookUrl } from './rewrite-webhook-url.ts';
import { serverEnvironment } from './server-environment.ts';
import { untilReady } from './until-ready.ts';

/** A running MiniStack. It ends with the process that started it, however that one ends. */
export interface MiniStack {
  readonly endpoint: string;
  readonly port: number;
  /** The certificate that it shows; this process trusts it already. */
  readonly certificatePath: string;
  /** What the AWS SDK, the AWS CLI and `cdk` need in their environment to talk to it. */
  readonly env: ClientEnvironment;
  /** A folder for temporary files of whoever uses it; removed when it ends. */
  readonly directory: string;
  /** Its log, in that folder. */
  readonly logPath: string;
  /** The process ids of the workers that run a deployed function. */
  functionProcesses(functionName: string): Promise<number[]>;
  /** Where the URL of a deployed HTTP API is to be found on this machine. */
  rewriteWebhookUrl(url: string): string;
  /** Ends it with all of its functions and removes what it wrote. */
  stop(): Promise<void>;
}

/** How to start MiniStack. */
export interface StartMiniStackOptions {
  /** A port of 127.0.0.1; a free one by default. */
  readonly port?: number;
  /** How long it may take to answer, in ms; its installation on first use is not counted. */
  readonly timeout?: number;
  readonly onProgress?: (message: string) => void;
}

const ATTEMPTS = 3;

/**
 * Starts a MiniStack of its own: on 127.0.0.1 alone, empty, with AUTH and TLS on.
 *
 * @throws Error with the end of its log if it does not answer in time, or that says what it needs on this machine.
 */
export async function startMiniStack(options: StartMiniStackOptions = {}): Promise<MiniStack> {
  const python = await pythonEnvironment('ministack', { onProgress: options.onProgress });
  await trustLoopbackCertificate();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(python, options.port ?? (await freePort()), options);
    } catch (error) {
      // Somebody else may take a free port before MiniStack does.
      const portTaken = error instanceof Error && /address already in use/i.test(error.message);
      if (!portTaken || options.port !== undefined || attempt === ATTEMPTS) throw error;
    }
  }
}

async function startOnce(python: string, port: number, options: StartMiniStackOptions): Promise<MiniStack> {
  const { timeout = 60_000, onProgress } = options;
  const endpoint = `https://127.0.0.1:${port}`;
  const directory = await mkdtemp(join(tmpdir(), 'ministack-'));
  const logPath = join(directory, 'ministack.log');
  const certificate = await copyCertificate(await loopbackCertificate(), directory);
  onProgress?.(`Starting MiniStack on 127.0.0.1:${port}`);
  const server = await launchServer({
    command: serverCommand(python, port, certificate),
    env: serverEnvironment({ port, directory, certificate }),
    directory,
    logPath,
  });
  try {
    await untilReady({ endpoint, logPath, timeout, ended: server.ended });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    endpoint,
    port,
    certificatePath: certificate.certPath,
    directory,
    env: clientEnvironment(endpoint, certificate.certPath),
    logPath,
    functionProcesses: (functionName) => functionProcesses(directory, functionName),
    rewriteWebhookUrl: (url) => rewriteWebhookUrl(endpoint, url),
    stop: server.stop,
  };
}

/** MiniStack writes files beside its certificate, for each function that it starts: they shall go with its folder. */
async function copyCertificate(shared: LoopbackCertificate, directory: string): Promise<LoopbackCertificate> {
  const copy = { ...shared, keyPath: join(directory, 'key.pem'), certPath: join(directory, 'certificate.pem') };
  await copyFile(shared.keyPath, copy.keyPath);
  await copyFile(shared.certPath, copy.certPath);
  return copy;
}

/**
 * MiniStack's own entry point would take port 443 as well, of which there is one on a machine. Its application under
 * Hypercorn, the way its container starts it, listens where it is told alone. No workers: all state is in one process.
 */
function serverCommand(python: string, port: number, certificate: LoopbackCertificate): string[] {
  return [
    ...[python, '-m', 'hypercorn', 'ministack.app:app', '--bind', `127.0.0.1:${port}`, '--workers', '0'],
    ...['--certfile', certificate.certPath, '--keyfile', certificate.keyPath, '--keep-alive', '75'],
  ];
}
