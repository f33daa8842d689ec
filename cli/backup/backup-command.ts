import { runningExecution } from '#shared/usecases/progress/running-execution.ts';
import { newestRuns, runsOf } from '#shared/usecases/progress/runs-of.ts';
import { RUN_DOCUMENTS } from '#shared/usecases/runs/run-documents.ts';
import { EXIT_CODE, type ExitCode } from '../exit-code.ts';
import { UsageError } from '../operator-error.ts';
import { runCommand } from '../runs/run-command.ts';
import { INVENTORY } from '../runs/run-kinds.ts';
import type { RunOptions, RunRequest } from '../runs/run-on-clouds.ts';
import { executionName } from '../runs/watch-cloud.ts';
import { parsePreview, previewDocument, previewLines } from './library-preview.ts';

const DESCRIPTION = [
  'Backs up what is missing, of every cloud or of one: lists the whole library at Cloudinary, compares it with the bucket, has the rest copied, and tells how complete the backup is.',
  'It works in AWS. This command starts it and watches; Ctrl-C ends the watching alone. Where a backup of the cloud is going on, that one is watched, and none is started.',
  'Before the first backup of a cloud it tells what copying the whole library costs at Cloudinary, and asks. Later ones copy only what is missing, and ask nothing.',
];

const AFTER = `
Exit codes:
  0    everything that is to be backed up is in the bucket; with --detach, started
  1    failed
  2    wrong usage, or not confirmed: nothing was started
  3    done, but assets are not protected: the output names them
  130  stopped watching; the backup goes on by itself

Examples:
  npm run cli -- backup --dry-run           what there is, and what a backup costs
  npm run cli -- backup --cloud demo
  npm run cli -- backup --yes --detach      as a script starts it`;

interface BackupOptions extends RunOptions {
  readonly yes?: boolean;
  readonly retry?: boolean;
}

/**
 * Shows what a backup of a cloud would do and cost; as a result where that is all that was asked for.
 *
 * @returns whether it would be the first one
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
    else console.lines([`A backup of ${cloud} is going on, which would be watched: ${executionName(running.arn)}`]);
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

async function prepare(request: RunRequest<BackupOptions>): Promise<ExitCode | undefined> {
  const { options, clouds, stack, runs, console } = request;
  const { json = false, yes = false, dryRun = false } = options;
  const inventoryFunction = stack.output('InventoryFunctionName');
  const toConfirm: string[] = [];
  for (const cloud of clouds) if (await preview(cloud, inventoryFunction, request)) toConfirm.push(cloud);
  if (dryRun) {
    if (json) console.jsonLine({ type: 'summary', command: 'backup', stack: stack.name, dry_run: true, exit_code: 0 });
    return EXIT_CODE.done;
  }
  if (toConfirm.length === 0 || yes) return undefined;
  if (!console.canAsk) {
    throw new UsageError(
      `Nothing was started: the first backup of ${toConfirm.join(', ')} is to be confirmed, and there is no terminal to ask on. Repeat the command with --yes.`,
    );
  }
  if (await console.confirm(`Back up ${toConfirm.join(', ')} now?`, runs.signal)) return undefined;
  console.note('Nothing was started.');
  return runs.signal.aborted ? EXIT_CODE.interrupted : EXIT_CODE.usage;
}

/** `backup` */
export const backupCommand = runCommand<BackupOptions>({
  kind: INVENTORY,
  help: {
    summary: 'back up what is missing, and tell how complete the backup is',
    description: DESCRIPTION,
    after: AFTER,
  },
  options: (command) =>
    command
      .option('--dry-run', 'tell what there is and what it costs, and start nothing')
      .option('--yes', 'start the first backup of a cloud without asking')
      .option('--detach', 'start, and do not watch')
      .option('--retry', 'try again what earlier runs have given up, too'),
  input: ({ retry = false }) => ({ ...(retry && { retry }) }),
  prepare,
});
