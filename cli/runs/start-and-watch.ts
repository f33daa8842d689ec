import { runningExecution } from '#shared/usecases/progress/running-execution.ts';
import type { CommonOptions } from '../command-work.ts';
import type { OperatorConsole } from '../console/operator-console.ts';
import { EXIT_CODE, type ExitCode } from '../exit-code.ts';
import type { DeployedStack } from '../stack/deployed-stack.ts';
import { runExitCode, runResultDocument, runResultLines, runVerdict } from './run-results.ts';
import type { RunView } from './run-view.ts';
import type { StackRuns } from './stack-runs.ts';
import { type CloudRun, executionName, type NotStarted, type RunResult, watchCloud } from './watch-cloud.ts';

/** The options of a command that starts runs, as commander parses them. */
export interface RunOptions extends CommonOptions {
  readonly cloud?: string;
  readonly detach?: boolean;
}

/** What a command knows before it starts runs. */
export interface RunRequest<Options extends RunOptions> {
  readonly options: Options;
  readonly stack: Pick<DeployedStack, 'name' | 'output'>;
  readonly machineArn: string;
  readonly clouds: readonly string[];
  /** Other clouds, whose runs cannot be started. */
  readonly notStarted?: readonly NotStarted[];
  readonly runs: StackRuns;
  readonly console: OperatorConsole;
}

/**
 * Starts a run for each cloud that has none in progress, watches them one after the other, and reports each result. It
 * starts all of them before it watches the first: they run in parallel.
 */
export async function startAndWatch(
  view: RunView,
  input: object,
  { options, stack, machineArn, clouds, notStarted = [], runs, console }: RunRequest<RunOptions>,
): Promise<ExitCode> {
  const { json = false, detach = false } = options;
  const { executions, signal } = runs;
  const started: CloudRun[] = [];
  for (const cloud of clouds) {
    if (signal.aborted) break;
    const running = await runningExecution(executions, machineArn, cloud);
    const execution = running?.arn ?? (await executions.start(machineArn, { cloud, ...input }));
    const run = `the ${view.noun} of ${cloud}: ${executionName(execution)}`;
    console.note(running === undefined ? `Started ${run}` : `Already in progress; no new run started: ${run}`);
    started.push({ cloud, execution });
  }
  const results: RunResult[] = [...notStarted];
  if (!json) for (const result of results) console.lines(runResultLines(view, result, new Date()));
  for (const run of started) {
    const result: RunResult = detach ? { ended: 'detached', ...run } : await watchCloud(view, run, json, runs, console);
    results.push(result);
    if (!json) console.lines(runResultLines(view, result, new Date()));
  }
  const isCutShort = started.length < clouds.length;
  if (isCutShort) console.note(`Not started: the ${view.noun} of ${clouds.slice(started.length).join(', ')}.`);
  const exitCode = isCutShort ? EXIT_CODE.interrupted : runExitCode(results);
  if (json) {
    const outcomes = results.map(runResultDocument);
    const { command } = view;
    console.jsonLine({ type: 'summary', command, stack: stack.name, exit_code: exitCode, clouds: outcomes });
  } else console.lines([runVerdict(exitCode, view, results, stack.name)]);
  return exitCode;
}
