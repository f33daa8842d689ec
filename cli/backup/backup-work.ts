import { awsFailureText } from '#shared/adapters/aws/aws-failure-text.ts';
import { runningExecution } from '#shared/usecases/progress/running-execution.ts';
import { newestRuns, runsOf } from '#shared/usecases/progress/runs-of.ts';
import { RUN_DOCUMENTS } from '#shared/usecases/runs/run-documents.ts';
import { verdict } from '../console/verdict.ts';
import { commandLine } from '../executable.ts';
import { EXIT_CODE, type ExitCode } from '../exit-code.ts';
import { OperatorError, UsageError } from '../operator-error.ts';
import { INVENTORY_VIEW } from '../runs/inventory-view.ts';
import type { RunOptions, RunRequest } from '../runs/start-and-watch.ts';
import { startRunsWork } from '../runs/start-runs-work.ts';
import { executionName, type NotStarted } from '../runs/watch-cloud.ts';
import { parsePreview, previewDocument, previewLines } from './library-preview.ts';

/** The options of `backup`, as commander parses them. */
export interface BackupOptions extends RunOptions {
  readonly yes?: boolean;
  readonly retry?: boolean;
}

/**
 * Shows what a backup of a cloud would use. With `--dry-run`, this is the result of the command.
 *
 * @returns whether it would be the first backup of the cloud
 */
async function preview(
  cloud: string,
  inventoryFunction: string,
  { options, machineArn, runs, console }: RunRequest<BackupOptions>,
): Promise<boolean> {
  const { json = false, dryRun = false } = options;
  const running = await runningExecution(runs.executions, machineArn, cloud);
  if (running !== undefined) {
    if (!dryRun) return false;
    if (json) console.jsonLine({ type: 'running', command: 'backup', cloud, execution: running.arn });
    else {
      const name = executionName(running.arn);
      console.lines([`An inventory run of ${cloud} is in progress; a backup would watch it: ${name}`]);
    }
    return false;
  }
  const { finished } = await newestRuns(runsOf(RUN_DOCUMENTS.inventory, cloud, runs), 0);
  const isFirst = finished === undefined;
  if (!dryRun && !isFirst) return false;
  const answer = parsePreview(cloud, await runs.invoke(inventoryFunction, { preview: { cloud } }), new Date());
  if (json) console.jsonLine(previewDocument(answer, isFirst));
  else if (dryRun) console.lines(previewLines(answer, isFirst));
  else for (const line of previewLines(answer, isFirst)) console.note(line);
  return isFirst;
}

function reportDryRun(
  { options, stack, console }: RunRequest<BackupOptions>,
  notStarted: readonly NotStarted[],
): ExitCode {
  const { json = false, cloud } = options;
  const exit_code = notStarted.length === 0 ? EXIT_CODE.done : EXIT_CODE.failed;
  if (json) console.jsonLine({ type: 'summary', command: 'backup', stack: stack.name, dry_run: true, exit_code });
  else {
    const args = cloud === undefined ? 'backup' : `backup --cloud ${cloud}`;
    console.lines([verdict(exit_code, `nothing was started. To start: ${commandLine(args, stack.name)}`)]);
  }
  return exit_code;
}

/** A cloud whose key is refused must not keep the others from being backed up. */
async function prepare(request: RunRequest<BackupOptions>) {
  const { options, stack, runs, console } = request;
  const { yes = false, dryRun = false } = options;
  const inventoryFunction = stack.output('InventoryFunctionName');
  const [clouds, toConfirm]: [string[], string[]] = [[], []];
  const notStarted: NotStarted[] = [];
  for (const cloud of request.clouds) {
    try {
      if (await preview(cloud, inventoryFunction, request)) toConfirm.push(cloud);
      clouds.push(cloud);
    } catch (error) {
      const text = error instanceof OperatorError ? error.message : awsFailureText(error);
      console.note(`No preview of ${cloud}: ${text}`);
      notStarted.push({ ended: 'not-started', cloud, error: text });
    }
  }
  if (dryRun) return reportDryRun(request, notStarted);
  const prepared = { clouds, notStarted };
  if (toConfirm.length === 0 || yes) return prepared;
  if (!console.canAsk) {
    throw new UsageError(
      `The first backup of ${toConfirm.join(', ')} must be confirmed, and there is no terminal to ask on: nothing was started. Repeat the command with --yes.`,
    );
  }
  if (await console.confirm(`Back up ${toConfirm.join(', ')} now?`, runs.signal)) return prepared;
  const code = runs.signal.aborted ? EXIT_CODE.interrupted : EXIT_CODE.usage;
  console.note(verdict(code, 'nothing was started.'));
  return code;
}

/** Starts and watches inventory runs. Before the first one of a cloud, it shows a preview and asks. */
export const backupWork = startRunsWork<BackupOptions>({
  view: INVENTORY_VIEW,
  input: ({ retry = false }) => ({ ...(retry && { retry }) }),
  prepare,
});
