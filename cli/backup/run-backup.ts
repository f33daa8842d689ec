import { runningExecution } from '../../shared/usecases/progress/running-execution.ts';
import { newestRuns, runsOf } from '../../shared/usecases/progress/runs-of.ts';
import { RUN_KINDS } from '../../shared/usecases/runs/run-kinds.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT_CODE, type ExitCode } from '../exit-code.ts';
import type { CommonOptions } from '../operator-command.ts';
import { executionName } from '../runs/execution-name.ts';
import { runOnClouds } from '../runs/run-on-clouds.ts';
import { type StackRuns, withStackRuns } from '../runs/stack-runs.ts';
import { chosenClouds } from '../stack/clouds-of.ts';
import type { DeployedStack } from '../stack/deployed-stack.ts';
import { UsageError } from '../usage-error.ts';
import { backupWork } from './backup-work.ts';
import { type LibraryPreview, parsePreview, previewDocument, previewLines } from './library-preview.ts';

/** The options of `backup` as commander reads them. */
export interface BackupOptions extends CommonOptions {
  readonly cloud?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly detach?: boolean;
  readonly retry?: boolean;
}

/** What a backup of a cloud would be. */
interface Plan {
  readonly cloud: string;
  /** The execution that goes on already. */
  readonly running: string | undefined;
  /** Whether none has finished before. */
  readonly first: boolean;
}

async function planOf(cloud: string, machineArn: string, runs: StackRuns, signal: AbortSignal): Promise<Plan> {
  const { executions, reader } = runs;
  const running = await runningExecution(executions, machineArn, cloud);
  const { finished } = await newestRuns(runsOf(RUN_KINDS.inventory, cloud, { reader, executions, signal }), 0);
  return { cloud, running: running?.arn, first: finished === undefined };
}

/** Tells what a backup would do and cost; as a result where that is all that was asked for. */
function tellPreview(
  preview: LibraryPreview,
  { first }: Plan,
  { json = false, dryRun = false }: BackupOptions,
  { console }: CommandContext,
): void {
  const now = new Date();
  if (json) console.jsonLine(previewDocument(preview, first, now));
  else if (dryRun) console.lines(previewLines(preview, first, now));
  else for (const line of previewLines(preview, first, now)) console.note(line);
}

function tellRunning({ cloud, running = '' }: Plan, { json = false }: BackupOptions, { console }: CommandContext) {
  if (json) console.jsonLine({ type: 'running', command: 'backup', cloud, execution: running });
  else console.lines([`A backup of ${cloud} is going on, which would be watched: ${executionName(running)}`]);
}

/** Backs up clouds of the stack: starts their inventory runs, and watches them. */
export function runBackup(options: BackupOptions, stack: DeployedStack, context: CommandContext): Promise<ExitCode> {
  const { json = false, yes = false, dryRun = false, detach = false, retry = false } = options;
  const { console, signal } = context;
  const machineArn = stack.output('InventoryStateMachineArn');
  const inventoryFunction = stack.output('InventoryFunctionName');
  const clouds = chosenClouds(stack, options.cloud);

  return withStackRuns(stack, async (runs) => {
    const toConfirm: string[] = [];
    for (const cloud of clouds) {
      const plan = await planOf(cloud, machineArn, runs, signal);
      if (plan.running !== undefined) {
        if (dryRun) tellRunning(plan, options, context);
      } else if (dryRun || plan.first) {
        const answer = await runs.invoke(inventoryFunction, { preview: { cloud } });
        tellPreview(parsePreview(cloud, answer), plan, options, context);
        if (plan.first) toConfirm.push(cloud);
      }
    }
    if (dryRun) {
      if (json)
        console.jsonLine({ type: 'summary', command: 'backup', stack: stack.name, dry_run: true, exit_code: 0 });
      return EXIT_CODE.done;
    }
    if (toConfirm.length > 0 && !yes) {
      if (!console.canAsk) {
        throw new UsageError(
          `Nothing was started: the first backup of ${toConfirm.join(', ')} is to be confirmed, and there is no terminal to ask on. Repeat the command with --yes.`,
        );
      }
      if (!(await console.confirm(`Back up ${toConfirm.join(', ')} now?`, signal))) {
        console.note('Nothing was started.');
        return signal.aborted ? EXIT_CODE.interrupted : EXIT_CODE.usage;
      }
    }
    const work = backupWork(machineArn, retry, runs, signal);
    return runOnClouds(work, clouds, { stack: stack.name, json, detach }, runs, context);
  });
}
