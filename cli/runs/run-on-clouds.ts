import { runningExecution } from '../../shared/usecases/progress/running-execution.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT_CODE, type ExitCode } from '../exit-code.ts';
import { executionName } from './execution-name.ts';
import { type RunResult, runExitCode, runResultDocument } from './run-result.ts';
import type { RunWork } from './run-work.ts';
import type { StackRuns } from './stack-runs.ts';
import { watchCloud } from './watch-cloud.ts';

/** How runs are started and watched. */
export interface RunOptions {
  readonly stack: string;
  readonly json: boolean;
  readonly detach: boolean;
}

function againText(command: string, cloud: string, stack: string): string {
  return `npm run cli -- ${command} --cloud ${cloud} --stack ${stack}`;
}

/** Finds the run of a cloud, or starts one. */
async function joinOrStart<Report>(
  work: RunWork<Report>,
  cloud: string,
  { executions }: StackRuns,
  { console }: CommandContext,
): Promise<string> {
  const running = await runningExecution(executions, work.machineArn, cloud);
  const execution = running?.arn ?? (await executions.start(work.machineArn, work.input(cloud)));
  const did = running === undefined ? 'Started' : 'Going on already, so that none is started:';
  console.note(`${did} the ${work.command} of ${cloud}: ${executionName(execution)}`);
  return execution;
}

function textOf<Report>(result: RunResult<Report>, { command, text }: RunWork<Report>, stack: string): string {
  const { cloud, ended } = result;
  if (ended === 'finished') return text(result.report);
  if (ended === 'failed') return `The ${command} of ${cloud} FAILED: ${result.error}`;
  return [
    `The ${command} of ${cloud} goes on by itself: ${executionName(result.execution)}`,
    `Look with "${againText('status', cloud, stack)}", watch with "${againText(command, cloud, stack)}".`,
  ].join('\n');
}

/**
 * Starts a run for each cloud that has none going on, watches them one after the other, and tells what each has come
 * to. All are started before the first is watched: they go on side by side.
 */
export async function runOnClouds<Report>(
  work: RunWork<Report>,
  clouds: readonly string[],
  { stack, json, detach }: RunOptions,
  runs: StackRuns,
  context: CommandContext,
): Promise<ExitCode> {
  const started: { readonly cloud: string; readonly execution: string }[] = [];
  for (const cloud of clouds) {
    if (context.signal.aborted) break;
    started.push({ cloud, execution: await joinOrStart(work, cloud, runs, context) });
  }
  const results: RunResult<Report>[] = [];
  for (const { cloud, execution } of started) {
    const result = detach
      ? ({ ended: 'detached', cloud, execution } as const)
      : await watchCloud(work, { cloud, execution, json }, runs, context);
    results.push(result);
    if (!json) context.console.lines(textOf(result, work, stack).split('\n'));
  }
  const isCutShort = started.length < clouds.length;
  if (isCutShort) context.console.note(`Nothing was started of ${clouds.slice(started.length).join(', ')}.`);
  const exitCode = isCutShort ? EXIT_CODE.interrupted : runExitCode(results, (report) => work.isFine(report));
  if (json) {
    const document = { type: 'summary', command: work.command, stack, exit_code: exitCode };
    context.console.jsonLine({ ...document, clouds: results.map(runResultDocument) });
  }
  return exitCode;
}
