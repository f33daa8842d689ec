import { copyFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type LoopbackCertificate, loopbackCertificate } from '../certificate/loopback-certificate.ts';
import { trustLoopbackCertificate } from '../certificate/trust-loopback-certificate.ts';
import { onFreePort } from '../process/on-free-port.ts';
import { processTable } from '../process/process-table.ts';
import { startServer } from '../process/start-server.ts';
import { pythonVenv } from '../python/python-venv.ts';
import { type ClientEnvironment, clientEnvironment } from './client-environment.ts';

/** A running MiniStack. It ends with the process that started it, however that process ends. */
export interface MiniStack {
  readonly endpoint: string;
  readonly port: number;
  /** The certificate that it presents; this process trusts it already. */
  readonly certificatePath: string;
  /** The environment variables that send the AWS SDK, the AWS CLI and `cdk` to it. */
  readonly env: ClientEnvironment;
  /** A folder for its users' temporary files; removed when it ends. */
  readonly directory: string;
  /** Its log, in that folder. */
  readonly logPath: string;
  /** The process ids of the workers that run a deployed function. */
  functionProcesses(functionName: string): Promise<number[]>;
  /** Where the URL of a deployed HTTP API can be reached on this machine. */
  rewriteWebhookUrl(url: string): string;
  /** Ends it with all its functions, and removes everything that it wrote. */
  stop(): Promise<void>;
}

/** How to start MiniStack. */
export interface StartMiniStackOptions {
  /** A port of 127.0.0.1; a free one by default. */
  readonly port?: number;
  readonly onProgress?: (progress: MiniStackProgress) => void;
}

/** The start of a phase, which lasts until the next one starts. */
export type MiniStackProgress =
  | { readonly phase: 'install-ministack'; readonly version: string }
  | { readonly phase: 'start-ministack'; readonly address: string };

/**
 * Starts a new, empty MiniStack that listens only on 127.0.0.1, with AUTH and TLS on.
 *
 * @throws Error with the end of its log if it does not answer in time, or with what is missing on this machine
 */
export async function startMiniStack(options: StartMiniStackOptions = {}): Promise<MiniStack> {
  const { port, onProgress } = options;
  const python = await pythonVenv('ministack', {
    onInstall: (version) => onProgress?.({ phase: 'install-ministack', version }),
  });
  await trustLoopbackCertificate();
  const start = (on: number) => startOn(on, python, onProgress);
  return port === undefined ? onFreePort(start) : start(port);
}

async function startOn(
  port: number,
  python: string,
  onProgress: StartMiniStackOptions['onProgress'],
): Promise<MiniStack> {
  const address = `127.0.0.1:${port}`;
  const endpoint = `https://${address}`;
  const directory = await mkdtemp(join(tmpdir(), 'ministack-'));
  const logPath = join(directory, 'ministack.log');
  const certificate = await copyCertificate(await loopbackCertificate(), directory);
  onProgress?.({ phase: 'start-ministack', address });
  const { stop } = await startServer({
    name: 'MiniStack',
    command: serverCommand(python, port, certificate),
    env: serverEnvironment(port, directory, certificate),
    directory,
    logPath,
    health: `${endpoint}/_ministack/health`,
    announcement: `Running on ${endpoint}`,
    timeout: 60_000,
  });
  return {
    endpoint,
    port,
    certificatePath: certificate.certPath,
    directory,
    env: clientEnvironment(endpoint, certificate.certPath),
    logPath,
    functionProcesses: (functionName) => functionProcesses(directory, functionName),
    rewriteWebhookUrl: (url) => rewriteWebhookUrl(endpoint, url),
    stop,
  };
}

/** MiniStack writes files beside its certificate for each function that it starts; they must be removed with its folder. */
async function copyCertificate(shared: LoopbackCertificate, directory: string): Promise<LoopbackCertificate> {
  const copy = { ...shared, keyPath: join(directory, 'key.pem'), certPath: join(directory, 'certificate.pem') };
  await copyFile(shared.keyPath, copy.keyPath);
  await copyFile(shared.certPath, copy.certPath);
  return copy;
}

/**
 * MiniStack's own entry point would also take port 443, and a machine has only one. Its application under Hypercorn, as
 * its container starts it, listens only on the given port. No workers: all state is in one process.
 */
function serverCommand(python: string, port: number, certificate: LoopbackCertificate): string[] {
  return [
    ...[python, '-m', 'hypercorn', 'ministack.app:app', '--bind', `127.0.0.1:${port}`, '--workers', '0'],
    ...['--certfile', certificate.certPath, '--keyfile', certificate.keyPath, '--keep-alive', '75'],
  ];
}

/**
 * The whole environment of a MiniStack server. Every function that it runs inherits all of it, so it holds nothing from
 * the user's own environment: no credentials, no proxies, no CLOUDINARY_URL.
 */
function serverEnvironment(port: number, directory: string, certificate: LoopbackCertificate): Record<string, string> {
  return {
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    HOME: directory,
    TMPDIR: directory,
    STATE_DIR: join(directory, 'state'),
    S3_DATA_DIR: join(directory, 's3'),
    LANG: 'C.UTF-8',
    NODE_PATH: join(import.meta.dirname, '../../node_modules'),
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    LAMBDA_ACCOUNT_CONCURRENCY: '16',
    AUTH: 'true', // IAM and resource policies are evaluated, so a missing grant fails as it does on AWS
    USE_SSL: '1',
    MINISTACK_SSL_CERT: certificate.certPath,
    MINISTACK_SSL_KEY: certificate.keyPath,
  };
}

/** One function's name may begin with another's: only the eight random characters may follow the name. */
async function functionProcesses(directory: string, functionName: string): Promise<number[]> {
  const prefix = `${directory}/ministack-lambda-${functionName}-`;
  const isWorker = (command: string) => {
    const start = command.indexOf(prefix);
    return start >= 0 && /^\w{8}\/_worker/.test(command.slice(start + prefix.length));
  };
  return (await processTable()).filter(({ command }) => isWorker(command)).map(({ pid }) => pid);
}

/**
 * Where a URL of a deployed HTTP API can be reached on this machine. To a stack, its API is
 * `https://<id>.execute-api.<domain>`, as on AWS; MiniStack serves it under its own endpoint, by path. The simulated
 * Cloudinary resolves names with this function. Any other URL is returned as it is.
 *
 * It works on the text: MiniStack's `https://<id>.execute-api.127.0.0.1:<port>` is not a valid URL, and the path must
 * arrive as it was written.
 */
export function rewriteWebhookUrl(endpoint: string, url: string): string {
  const [, apiId, rest] = /^https?:\/\/([a-z0-9]+)\.execute-api\.[^/?#]+(.*)$/s.exec(url) ?? [];
  if (apiId === undefined || rest === undefined) return url;
  return `${endpoint}/_aws/execute-api/${apiId}/$default${rest}`;
}
