import { once } from 'node:events';
import { functionLogs } from '../ministack/function-logs.ts';
import { runInLocalCloud, type Surroundings } from '../program/run-in-local-cloud.ts';
import type { LocalCloud } from '../start-local-cloud.ts';
import { ACCOUNT } from './account.ts';
import type { DemoOptions } from './demo-options.ts';
import { observeBackups } from './observe-backups.ts';
import { failureText } from './report/failure-text.ts';
import { publishReport } from './report/publish-report.ts';
import { writeEnvironmentFile } from './try/environment-file.ts';
import { whatToTry } from './try/what-to-try.ts';

/** Runs the whole demo, and gives the exit code of the process. */
export function runDemo(options: DemoOptions, signal: AbortSignal): Promise<number> {
  const { cloud_name: cloudName, api_key: apiKey, api_secret: apiSecret } = ACCOUNT;
  const folderMode = options.fixedFolders ? 'fixed' : 'dynamic';
  return runInLocalCloud(
    {
      heading: 'Starting a local cloud, and deploying the stack to it as to AWS',
      cloud: {
        cloudinary: { clouds: [{ cloudName, keys: [{ apiKey, apiSecret }], folderMode }] },
        // Nothing is absent here for a moment only: the loss that the demo shows need not be confirmed for minutes.
        settings: { retry: { baseSeconds: 0, capSeconds: 0 } },
      },
      run: async (cloud, surroundings) => {
        const report = await observeBackups(cloud, surroundings);
        const exitCode = publishReport(report, options, surroundings);
        if (exitCode !== 0) await showTrouble(cloud, surroundings);
        if (options.keep) await keepRunning(cloud, report.endpoints, surroundings);
        else if (exitCode === 0 && !options.json) surroundings.display.line(NEXT_STEPS);
        return exitCode;
      },
      failureText: (message, style) => failureText(message, options, style),
    },
    options,
    signal,
  );
}

const NEXT_STEPS = `\
You have just seen the stack deployed, files uploaded, overwritten, renamed and
deleted at Cloudinary, and every original kept in a bucket of your own.

What to do next:
  npm start -- --keep   run it again and leave it running, to look around
  docs/deploy.md        read how to deploy it to your own AWS account
`;

const LOG_LINES = 5;
const LOG_LINE_LENGTH = 600;

/** Shows the last warnings and errors that the webhook and the worker have logged: why something is missing. */
async function showTrouble({ miniStack, outputs }: LocalCloud, { display }: Surroundings): Promise<void> {
  const trouble: string[] = [];
  for (const name of ['WebhookFunctionName', 'WorkerFunctionName']) {
    const events = await functionLogs(miniStack, outputs[name] ?? '');
    const lines = events.map(({ message }) => message.trim()).filter((line) => /"level":"(WARN|ERROR)"/.test(line));
    trouble.push(...lines.slice(-LOG_LINES).map((line) => line.slice(0, LOG_LINE_LENGTH)));
  }
  if (trouble.length > 0) display.line('The last warnings and errors in the logs of the webhook and the worker:\n');
  for (const line of trouble) display.line(`  ${line}`);
  display.line('\nTo look around while everything is running: npm start -- --keep\n');
}

async function keepRunning(
  { miniStack }: LocalCloud,
  endpoints: Readonly<Record<string, string>>,
  { display, signal }: Surroundings,
): Promise<void> {
  const file = await writeEnvironmentFile(miniStack.directory, endpoints);
  display.line(`${whatToTry(endpoints, file, display.style)}\n`);
  if (!signal.aborted) await once(signal, 'abort');
  display.line('\nStopping everything.');
}
