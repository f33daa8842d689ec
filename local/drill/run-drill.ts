import { runInLocalCloud, type Surroundings } from '../program/run-in-local-cloud.ts';
import type { LocalCloud, LocalCloudOptions } from '../start-local-cloud.ts';
import type { DrillOptions } from './drill-options.ts';
import { ACCOUNT } from './local-cloud/account.ts';
import { playScenario } from './play-scenario.ts';
import { type ScenarioResult, scenarioBlock } from './report/scenario-block.ts';
import { summaryTable } from './report/summary-table.ts';
import { SCENARIOS } from './scenarios.ts';
import { setStage } from './stage.ts';

/** One second stands for one minute: an alarm over a quarter of an hour needs 15 seconds. */
const SPEED = 60;

/** Cloudinary's pauses before its three retries of a notification, in minutes; then it gives up. */
const RETRIES_AFTER_MINUTES = [3, 6, 9];

const { cloud_name: cloudName, api_key: apiKey, api_secret: apiSecret } = ACCOUNT;

/** The stack as on AWS, with other times. */
const CLOUD: LocalCloudOptions = {
  cloudinary: {
    clouds: [{ cloudName, keys: [{ apiKey, apiSecret }], adminCallsPerHour: 100_000 }],
    notifications: { retryDelaysMs: RETRIES_AFTER_MINUTES.map((minutes) => (minutes * 60_000) / SPEED) },
  },
  /**
   * What the drill's clock requires. Waits are shorter than its speed would make them: a message must become a dead letter
   * after 25 attempts within two minutes instead of 10 hours, but not before the minute that stands for an hour is over.
   * Timeouts are longer, because the machine is not faster.
   */
  settings: {
    retry: { baseSeconds: 1, capSeconds: 4 },
    timeouts: { workerSeconds: 10, largeWorkerSeconds: 10, visibilityMarginSeconds: 1 },
    // MiniStack runs 16 functions at once in total; this leaves room for the webhook.
    concurrency: { live: 4, bulk: 2, large: 2 },
    // Their schedules are slower than the drill's clock, and a missing run would fire an alarm of its own.
    inventory: { schedule: 'off' },
    verify: { schedule: 'off' },
  },
};

/** Runs the whole drill, and gives the exit code of the process. */
export function runDrill(options: DrillOptions, signal: AbortSignal): Promise<number> {
  return runInLocalCloud(
    {
      heading: 'Starting a local cloud and deploying the stack; a second stands for a minute',
      cloud: CLOUD,
      run: async (cloud, surroundings) => {
        const { display, output } = surroundings;
        const results = await play(cloud, options, surroundings);
        const ok = results.every(({ problems }) => problems.length === 0);
        if (options.json) output(JSON.stringify({ ok, speed: SPEED, scenarios: results }, null, 2));
        else display.line(`\n${summaryTable(results, display.style)}`);
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
    display.line(`\n${scenarioBlock(result, display)}`);
  }
  return results;
}
