import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { rootClientConfig } from '../../local/ministack/root-client-config.ts';
import { DeployedStack } from './stack/deployed-stack.ts';
import { deploy, destroy } from './stack/deployment.ts';
import { QUICK_SETTINGS } from './stack/quick-settings.ts';
import { RunMachines } from './stack/run-machines.ts';
import { SPARE, sharedStack } from './stack/shared-stack.ts';

let stack: DeployedStack;
let configuration: { stackName: string; terminationProtection: boolean };
let machines: RunMachines;

beforeAll(async () => {
  const shared = await sharedStack();
  const { cloudinary, miniStack } = shared.cloud;
  const credentialsParameter = '/cloudinary-backup/first-run';
  const ssm = new SSMClient(rootClientConfig(miniStack));
  const Value = cloudinary.cloudinaryUrl(SPARE);
  await ssm.send(new PutParameterCommand({ Name: credentialsParameter, Type: 'SecureString', Overwrite: true, Value }));
  ssm.destroy();
  for (const index of [1, 2, 3]) {
    const publicId = `before/${index}`;
    await cloudinary
      .environment(SPARE)
      .addGeneratedAsset({ publicId, resourceType: 'raw', bytes: 100, seed: index, notifies: false });
  }
  configuration = {
    ...{ ...QUICK_SETTINGS, stackName: 'FirstRun', terminationProtection: false },
    ...{ clouds: { [SPARE]: { apiOrigin: cloudinary.origin, credentialsParameter, triggers: 'manual' } } },
    inventory: { ...QUICK_SETTINGS.inventory, initialRun: true, schedule: 'rate(1 minute)' },
  } as typeof configuration;
  stack = new DeployedStack({ ...shared.cloud, outputs: await deploy(miniStack, configuration) });
  machines = new RunMachines(stack);
});

const ended = async (reason: string) => {
  const executions = await machines.executions('Inventory');
  return executions.filter(({ input = '{}', status }) => JSON.parse(input).reason === reason && status === 'SUCCEEDED');
};

describe('a stack with initialRun and a schedule', () => {
  test('makes the initial backup with its deployment, once', async () => {
    await vi.waitFor(async () => expect(await ended('deployment')).toHaveLength(1), { timeout: 60_000, interval: 500 });
    expect(await stack.keys(`pipeline/res/${SPARE}/raw/upload/before/`)).toHaveLength(3);
    await deploy(stack.cloud.miniStack, configuration);
    expect(await ended('deployment')).toHaveLength(1);
  });

  test('runs by its schedule, and goes with the stack', async () => {
    await vi.waitFor(async () => expect((await ended('schedule')).length).toBeGreaterThan(0), {
      timeout: 150_000,
      interval: 1000,
    });
    const [run] = await ended('schedule');
    expect(JSON.parse(run?.output ?? '{}')).toMatchObject({ report: { initial: false, tally: { queued: 0 } } });
    machines[Symbol.dispose]();
    await destroy(stack.cloud.miniStack, configuration);
  });
});
