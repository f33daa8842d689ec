import { once } from 'node:events';
import { type LocalCloud, startLocalCloud } from '../start-local-cloud.ts';
import { ACCOUNT } from './account.ts';
import type { DemoOptions } from './demo-options.ts';
import { DeploymentPhases } from './display/deployment-phases.ts';
import { Display } from './display/display.ts';
import { INTERRUPTED_EXIT_CODE } from './interruption.ts';
import { observeBackups } from './observe-backups.ts';
import { failureMessage } from './report/failure-message.ts';
import { failureText } from './report/failure-text.ts';
import { publishReport } from './report/publish-report.ts';
import { troubleInLogs } from './report/trouble-in-logs.ts';
import { whatToTry } from './try/what-to-try.ts';
import { writeEnvironmentFile } from './try/write-environment-file.ts';

/** Runs the demo from the first line to the last, and gives the exit code of the process. */
export async function runDemo(options: DemoOptions, signal: AbortSignal): Promise<number> {
  const display = new Display(options.json ? process.stderr : process.stdout);
  const output = (text: string) => void process.stdout.write(`${text}\n`);
  const phases = new DeploymentPhases(display, options);
  let cloud: LocalCloud | undefined;
  try {
    display.heading('A cloud on this machine, and the stack deployed to it as it is deployed to AWS');
    cloud = await start(phases, signal);
    const report = await observeBackups(cloud, { display, signal, phases: phases.phases });
    const exitCode = publishReport(report, options, { display, output });
    if (exitCode !== 0) await showTrouble(cloud, display);
    if (options.keep) await keepRunning(cloud, report.endpoints, display, signal);
    return exitCode;
  } catch (error) {
    phases.failed();
    if (signal.aborted) {
      display.line(`\n  ${display.style('yellow', 'Interrupted')}: ending everything that was started\n`);
      return INTERRUPTED_EXIT_CODE;
    }
    const message = failureMessage(error);
    if (options.json) output(JSON.stringify({ ok: false, problems: [message] }, null, 2));
    display.line(`\n${failureText(message, options, display.style.bind(display))}\n`);
    return 1;
  } finally {
    await cloud?.stop();
  }
}

async function start(phases: DeploymentPhases, signal: AbortSignal): Promise<LocalCloud> {
  const { cloud_name: cloudName, api_key: apiKey, api_secret: apiSecret } = ACCOUNT;
  const cloud = await startLocalCloud({
    cloudinary: { environments: [{ cloudName, keys: [{ apiKey, apiSecret }] }] },
    onProgress: (message) => phases.take(message),
    signal,
  });
  phases.done();
  return cloud;
}

async function showTrouble(cloud: LocalCloud, display: Display): Promise<void> {
  const trouble = await troubleInLogs(cloud);
  if (trouble.length > 0) display.line('The last warnings and errors of the webhook and the worker:\n');
  for (const line of trouble) display.line(`  ${line}`);
  display.line('\nTo look around while everything is running: npm start -- --keep\n');
}

async function keepRunning(
  { miniStack }: LocalCloud,
  endpoints: Readonly<Record<string, string>>,
  display: Display,
  signal: AbortSignal,
): Promise<void> {
  const file = await writeEnvironmentFile(miniStack.directory, endpoints);
  display.line(`${whatToTry(endpoints, file, display.style.bind(display))}\n`);
  if (!signal.aborted) await once(signal, 'abort');
  display.line('\nEnding everything.');
}
