import { runningExecution } from '#shared/usecases/progress/running-execution.ts';
import type { OperatorConsole } from '../console/operator-console.ts';
import { EXIT_CODE, type ExitCode } from '../exit-code.ts';
import type { CommonOptions } from '../operator-command.ts';
import type { DeployedStack } from '../stack/deployed-stack.ts';
import type { RunKind } from './run-kinds.ts';
import type { StackRuns } from './stack-runs.ts';
import { type CloudRun, executionName, type RunResult, watchCloud } from './watch-cloud.ts';

/** The options of a command that starts runs, as commander reads them. */
export interface RunOptions extends CommonOptions {
  readonly cloud?: string;
  readonly detach?: boolean;
}

/** What a command knows when it is about to start runs. */
export interface RunRequest<Options extends RunOptions> {
  readonly options: Options;
  readonly stack: Pick<DeployedStack, 'name' | 'output'>;
  readonly machineArn: string;
  readonly clouds: readonly string[];
  readonly runs: StackRuns;
  readonly console: OperatorConsole;
}

function codeOf(result: RunResult): ExitCode {
  if (result.ended === 'finished') return result.report.isFine ? EXIT_CODE.done : EXIT_CODE.attention;
  if (result.ended === 'failed') return EXIT_CODE.failed;
  return result.ended === 'interrupted' ? EXIT_CODE.interrupted : EXIT_CODE.done;
}

/** With several clouds, the most severe counts: who pressed Ctrl-C knows it, and a failure matters more than a gap. */
const MOST_SEVERE_FIRST = [EXIT_CODE.interrupted, EXIT_CODE.failed, EXIT_CODE.attention] as const;

/** How the runs ended, for scripts. */
export function runExitCode(results: readonly RunResult[]): ExitCode {
  const codes = results.map(codeOf);
  return MOST_SEVERE_FIRST.find((code) => codes.includes(code)) ?? EXIT_CODE.done;
}

/** A result as `--json` prints it; docs/cli.md describes it. */
export function runResultDocument(result: RunResult) {
  return {
    cloud: result.cloud,
    ended: result.ended,
    execution: result.execution,
    error: result.ended === 'failed' ? result.error : null,
    report: result.ended === 'finished' ? result.report.document : null,
  };
}

function textOf(result: RunResult, command: string, stack: string): string {
  const { cloud, ended } = result;
  if (ended === 'finished') return result.report.text;
  if (ended === 'failed') return `The ${command} of ${cloud} FAILED: ${result.error}`;
  const again = (name: string) => `"npm run cli -- ${name} --cloud ${cloud} --stack ${stack}"`;
  return [
    `The ${command} of ${cloud} goes on by itself: ${executionName(result.execution)}`,
    `Look with ${again('status')}, watch with ${again(command)}.`,
  ].join('\n');
}

/**
 * Starts a run for each cloud that has none in progress, watches them one after the other, and reports the result of
 * each. All are started before the first is watched: they run side by side.
 */
export async function runOnClouds(
  kind: RunKind,
  input: object,
  { options, stack, machineArn, clouds, runs, console }: RunRequest<RunOptions>,
): Promise<ExitCode> {
  const { json = false, detach = false } = options;
  const { command } = kind;
  const { executions, signal } = runs;
  const started: CloudRun[] = [];
  for (const cloud of clouds) {
    if (signal.aborted) break;
    const running = await runningExecution(executions, machineArn, cloud);
    const execution = running?.arn ?? (await executions.start(machineArn, { cloud, ...input }));
    const did = running === undefined ? 'Started' : 'Going on already, so that none is started:';
    console.note(`${did} the ${command} of ${cloud}: ${executionName(execution)}`);
    started.push({ cloud, execution });
  }
  const results: RunResult[] = [];
  for (const run of started) {
    const result: RunResult = detach ? { ended: 'detached', ...run } : await watchCloud(kind, run, json, runs, console);
    results.push(result);
    if (!json) console.lines(textOf(result, command, stack.name).split('\n'));
  }
  const isCutShort = started.length < clouds.length;
  if (isCutShort) console.note(`Nothing was started of ${clouds.slice(started.length).join(', ')}.`);
  const exitCode = isCutShort ? EXIT_CODE.interrupted : runExitCode(results);
  if (json) {
    const outcomes = results.map(runResultDocument);
    console.jsonLine({ type: 'summary', command, stack: stack.name, exit_code: exitCode, clouds: outcomes });
  }
  return exitCode;
}
