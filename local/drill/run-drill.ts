import { DeploymentPhases } from '../demo/display/deployment-phases.ts';
import { Display } from '../demo/display/display.ts';
import { INTERRUPTED_EXIT_CODE } from '../demo/interruption.ts';
import { failureMessage } from '../demo/report/failure-message.ts';
import type { LocalCloud } from '../start-local-cloud.ts';
import { startDrillCloud } from './cloud/start-drill-cloud.ts';
import type { DrillOptions } from './drill-options.ts';
import { playScenario } from './play-scenario.ts';
import { scenarioBlock } from './report/scenario-block.ts';
import type { ScenarioResult } from './report/scenario-result.ts';
import { summaryTable } from './report/summary-table.ts';
import { SCENARIOS } from './scenarios.ts';
import { setStage } from './set-stage.ts';

/** A second stands for a minute: an alarm on a quarter of an hour is watched in 15 seconds. */
const SPEED = 60;

/** Runs the drill from the first line to the last, and gives the exit code of the process. */
export async function runDrill(options: DrillOptions, signal: AbortSignal): Promise<number> {
  const display = new Display(options.json ? process.stderr : process.stdout);
  const output = (text: string) => void process.stdout.write(`${text}\n`);
  const phases = new DeploymentPhases(display, options);
  const style = display.style.bind(display);
  let cloud: LocalCloud | undefined;
  try {
    display.heading('A cloud on this machine, with the stack as it is deployed to AWS; a second stands for a minute');
    cloud = await startDrillCloud({ speed: SPEED, onProgress: (message) => phases.take(message), signal });
    phases.done();
    const results = await play(cloud, options, display, signal);
    const ok = results.every(({ problems }) => problems.length === 0);
    if (options.json) output(JSON.stringify({ ok, speed: SPEED, scenarios: results }, null, 2));
    else display.line(`\n${summaryTable(results, style)}\n`);
    return ok ? 0 : 1;
  } catch (error) {
    phases.failed();
    if (signal.aborted) {
      display.line(`\n  ${style('yellow', 'Interrupted')}: ending everything that was started\n`);
      return INTERRUPTED_EXIT_CODE;
    }
    const message = failureMessage(error);
    if (options.json) output(JSON.stringify({ ok: false, problems: [message] }, null, 2));
    display.line(`\n${style('red', 'The drill failed')}: ${message}\n`);
    return 1;
  } finally {
    await cloud?.stop();
  }
}

async function play(
  cloud: LocalCloud,
  { only }: DrillOptions,
  display: Display,
  signal: AbortSignal,
): Promise<readonly ScenarioResult[]> {
  await using ending = new AsyncDisposableStack();
  const stage = await setStage(cloud, { speed: SPEED, display, signal, ending });
  const results: ScenarioResult[] = [];
  for (const scenario of SCENARIOS.filter(({ name }) => only.includes(name))) {
    const result = await playScenario(scenario, stage);
    results.push(result);
    display.line(`\n${scenarioBlock(result, display.style.bind(display))}`);
  }
  return results;
}
