import { runInLocalCloud, type Surroundings } from '../demo/run-in-local-cloud.ts';
import type { LocalCloud, LocalCloudOptions } from '../start-local-cloud.ts';
import { ACCOUNT } from './cloud/account.ts';
import type { DrillOptions } from './drill-options.ts';
import { playScenario } from './play-scenario.ts';
import { type ScenarioResult, scenarioBlock } from './report/scenario-block.ts';
import { summaryTable } from './report/summary-table.ts';
import { SCENARIOS } from './scenarios.ts';
import { setStage } from './stage.ts';

/** A second stands for a minute: an alarm on a quarter of an hour is watched in 15 seconds. */
const SPEED = 60;

/** Cloudinary's pauses before it sends a notification again, in minutes; then it gives it up. */
const RETRIES_AFTER_MINUTES = [3, 6, 9];

const { cloud_name: cloudName, api_key: apiKey, api_secret: apiSecret } = ACCOUNT;

/** The stack as it is deployed to AWS, but for its times. */
const CLOUD: LocalCloudOptions = {
  cloudinary: {
    environments: [{ cloudName, keys: [{ apiKey, apiSecret }], adminCallsPerHour: 100_000 }],
    notifications: { retryDelaysMs: RETRIES_AFTER_MINUTES.map((minutes) => (minutes * 60_000) / SPEED) },
  },
  /**
   * What the clock of the drill asks for. Waits are shorter than its speed would make them: a message must be given up
   * after 25 attempts within two minutes, not within 10 hours, and no sooner than after the one that stands for an hour.
   * Time-outs are longer: the machine is no faster than it is.
   */
  settings: {
    retry: { baseSeconds: 1, capSeconds: 4 },
    timeouts: { workerSeconds: 10, largeWorkerSeconds: 10, visibilityMarginSeconds: 1 },
    // MiniStack runs 16 functions at once in all: room is left for the webhook.
    concurrency: { live: 4, bulk: 2, large: 2 },
    // Their schedules are slower than the clock of the drill: that no run comes would be an alarm of its own.
    inventory: { schedule: 'off' },
    verify: { schedule: 'off' },
  },
};

/** Runs the drill from the first line to the last, and gives the exit code of the process. */
export function runDrill(options: DrillOptions, signal: AbortSignal): Promise<number> {
  return runInLocalCloud(
    {
      heading: 'A cloud on this machine, with the stack as it is deployed to AWS; a second stands for a minute',
      cloud: CLOUD,
      run: async (cloud, surroundings) => {
        const { display, output } = surroundings;
        const results = await play(cloud, options, surroundings);
        const ok = results.every(({ problems }) => problems.length === 0);
        if (options.json) output(JSON.stringify({ ok, speed: SPEED, scenarios: results }, null, 2));
        else display.line(`\n${summaryTable(results, display.style)}\n`);
        return ok ? 0 : 1;
      },
      failureText: (message, style) => `${style('red', 'The drill failed')}: ${message}`,
    },
    options,
    signal,
  );
}

async function play(
  cloud: LocalCloud,
  { only }: DrillOptions,
  { display, signal }: Surroundings,
): Promise<readonly ScenarioResult[]> {
  await using ending = new AsyncDisposableStack();
  const stage = await setStage(cloud, { speed: SPEED, display, signal, ending });
  const results: ScenarioResult[] = [];
  for (const scenario of SCENARIOS.filter(({ name }) => only.includes(name))) {
    const result = await playScenario(scenario, stage);
    results.push(result);
    display.line(`\n${scenarioBlock(result, display.style)}`);
  }
  return results;
}
