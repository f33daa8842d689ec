import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LoopbackCertificate, loopbackCertificate } from '../certificate/loopback-certificate.ts';
import { trustLoopbackCertificate } from '../certificate/trust-loopback-certificate.ts';
import { clientEnvironment } from './client-environment.ts';
import { freePort } from './free-port.ts';
import { functionProcesses } from './function-processes.ts';
import { launchServer } from './launch-server.ts';
import { pythonEnvironment } from './python-environment.ts';
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
  readonly env: Readonly<Record<string, string>>;
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
  readonly onProgress?: (message: string) => void;
  /** How long it may take to answer, in ms; its installation on first use is not counted. */
  readonly timeout?: number;
}

/**
 * Starts a MiniStack of its own: on a free port of 127.0.0.1, empty, with AUTH and TLS on.
 *
 * @throws Error with the end of its log if it does not answer in time.
 */
export async function startMiniStack(options: StartMiniStackOptions = {}): Promise<MiniStack> {
  const { onProgress = () => {}, timeout = 60_000 } = options;
  const python = await pythonEnvironment(onProgress);
  const certificate = await loopbackCertificate();
  await trustLoopbackCertificate();
  const directory = await mkdtemp(join(tmpdir(), 'ministack-'));
  const logPath = join(directory, 'ministack.log');
  const port = await freePort();
  onProgress(`Starting MiniStack on 127.0.0.1:${port}`);
  const server = await launchServer({
    command: serverCommand(python, port, certificate),
    env: serverEnvironment({ port, directory, certificate }),
    directory,
    logPath,
  });
  const endpoint = `https://127.0.0.1:${port}`;
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
