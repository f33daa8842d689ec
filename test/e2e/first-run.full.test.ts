import { describe, expect, test, vi } from 'vitest';
import { commandsOf } from '#local/drill/runbook/commands-of.ts';
import { OperatorShell } from '#local/drill/runbook/operator-shell.ts';
import { deploy, destroy } from './stack/deployment.ts';
import { QUICK_SETTINGS } from './stack/quick-settings.ts';
import { RunMachines } from './stack/run-machines.ts';
import { SPARE, sharedStack } from './stack/shared-stack.ts';

/** The sections of docs/runbook.md for the alarms about runs. */
const SECTIONS = [
  ...['inventory-failed', 'inventory-not-completed', 'assets-unprotected', 'library-shrank', 'triggers-repaired'],
  ...['verify-found-problems', 'verify-failed', 'verify-not-running', 'revisions-unreported', 'records-missing'],
];
const { stack: shared, cloudinary, simulated } = await sharedStack(SPARE);
for (const seed of [1, 2, 3]) {
  const publicId = `before/${seed}`;
  await simulated.addGeneratedAsset({ publicId, resourceType: 'raw', bytes: 100, seed, notifies: false });
}
const configuration = {
  ...QUICK_SETTINGS,
  stackName: 'FirstRun',
  terminationProtection: false,
  clouds: { [SPARE]: { apiOrigin: cloudinary.origin, triggers: 'manual' } },
  inventory: { ...QUICK_SETTINGS.inventory, initialRun: true, schedule: 'rate(1 minute)' },
};
const stack = await deploy(shared, configuration);
const machines = new RunMachines(stack);

async function ended(reason: string) {
  const executions = await machines.executions('Inventory');
  return executions.filter(({ input = '{}', status }) => JSON.parse(input).reason === reason && status === 'SUCCEEDED');
}

describe('a stack with initialRun and a schedule', () => {
  test('makes the initial backup once, when it is deployed', async () => {
    await vi.waitFor(async () => expect(await ended('deployment')).toHaveLength(1), { timeout: 60_000, interval: 500 });
    expect(await stack.keys(`pipeline/res/${SPARE}/raw/upload/before/`)).toHaveLength(3);
    await deploy(shared, configuration);
    expect(await ended('deployment')).toHaveLength(1);
  });

  test('runs the commands that the runbook gives for its alarms', async () => {
    const shell = await OperatorShell.open(stack.cloud.miniStack, { signal: new AbortController().signal });
    const [variables = ''] = await commandsOf('runbook.md', 'before-you-begin');
    await shell.prepare('aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }');
    await shell.prepare(`STACK=FirstRun CLOUD=${SPARE}\n${variables}`);
    // The local cloud has no CloudWatch Logs Insights.
    await shell.prepare('ask() { echo asked; }');
    try {
      for (const section of SECTIONS) {
        for (const block of await commandsOf('runbook.md', section)) {
          const { output } = await shell.run(block);
          expect(output).not.toMatch(/error|traceback|not found|unbound/i);
        }
      }
    } finally {
      shell.close();
    }
  });

  test('runs on its schedule, and is removed with the stack', async () => {
    await vi.waitFor(async () => expect((await ended('schedule')).length).toBeGreaterThan(0), {
      timeout: 150_000,
      interval: 1000,
    });
    const [run] = await ended('schedule');
    expect(JSON.parse(run?.output ?? '{}')).toMatchObject({ report: { initial: false, tally: { queued: 0 } } });
    await destroy(shared, configuration);
  });
});
