import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { loopbackCertificate } from '../../local/certificate/loopback-certificate.ts';
import { functionEnvironment } from '../bundles/function-environment.ts';
import type { MeasuredRun, RunKind } from './measured-run.ts';

/** How a run is made. */
export interface RunToMeasure {
  readonly kind: RunKind;
  readonly startedAt: string;
  /** Where AWS is, and Cloudinary. */
  readonly endpoint: string;
  readonly apiOrigin: string;
  /** How long an invocation may take, in milliseconds. */
  readonly stepMs: number;
  /** Options of Node, as for its heap. */
  readonly nodeOptions: readonly string[];
}

/** Of what a failed run has logged, the end. In characters. */
const LOGGED = 4_000;

/** Makes a whole run in a fresh process, with nothing of this one's environment but its PATH. */
export async function measureRun({ kind, startedAt, endpoint, apiOrigin, ...run }: RunToMeasure): Promise<MeasuredRun> {
  const settings = {
    credentialsParameter: '/bench/credentials',
    apiOrigin,
    downloadOrigins: [],
    nativeBackup: false,
    rules: {},
  };
  const { certPath } = await loopbackCertificate();
  const child = fork(join(import.meta.dirname, 'take-steps.ts'), [kind, startedAt, String(run.stepMs)], {
    execArgv: ['--expose-gc', ...run.nodeOptions],
    // What the function logs is of interest only where it fails.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      ...functionEnvironment,
      NODE_EXTRA_CA_CERTS: certPath,
      AWS_ENDPOINT_URL: endpoint,
      CLOUDS: JSON.stringify(kind === 'inventory' ? { bench: settings } : ['bench']),
      BULK_QUEUE_URL: `${endpoint}/queues/bulk`,
      LARGE_QUEUE_URL: `${endpoint}/queues/large`,
      BULK_BACKLOG_LIMIT: '1000000',
      LARGE_BACKLOG_LIMIT: '1000000',
      QUEUE_LAG_SECONDS: '0',
      ALARM_TOPIC_ARN: 'arn:aws:sns:us-east-1:111111111111:bench',
      REPORT_MAIL: 'never',
    },
  });
  const logged = child.stderr === null ? '' : text(child.stderr);
  const ended = once(child, 'exit').then(async ([code, signal]) => {
    throw new Error(`the ${kind} run ended with ${code ?? signal}: ${(await logged).slice(-LOGGED)}`);
  });
  const [measured] = await Promise.race([once(child, 'message'), ended]);
  return measured as MeasuredRun; // of our own process
}
