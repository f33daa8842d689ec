import { setTimeout as sleep } from 'node:timers/promises';
import { watchAlarms } from '#local/ministack/cloudwatch/alarm-watch.ts';
import { functionMetrics } from '#local/ministack/cloudwatch/function-metrics.ts';
import type { DeployedStack } from '../e2e/stack/deployed-stack.ts';
import { RunMachines } from '../e2e/stack/run-machines.ts';

/** The result of an inventory run of a cloud. */
export interface LibraryRun {
  readonly seconds: number;
  readonly assets: number;
  readonly queued: number;
  /** Assets that, according to the report, are neither in the bucket nor excluded by a rule. */
  readonly unprotected: number;
  /** Revisions that a notification should have reported long before; an alarm counts them. */
  readonly unreported: number;
  /** The assets that the report names, with the reason. */
  readonly examples: readonly string[];
}

/** The part of an execution's output that is read. */
interface Outcome {
  readonly ended: string;
  readonly report: {
    readonly completeness: { readonly assets: number; readonly unprotected: number };
    readonly tally: { readonly queued: number; readonly unreported_revisions: number };
    readonly examples: readonly { readonly public_id: string; readonly reason: string }[];
  };
}

/** Time for a run and everything that it queues, in ms. */
const RUN_MS = 20 * 60_000;
const TYPES = ['image', 'video', 'raw'] as const;
const LISTED = ['upload', 'authenticated', 'private'] as const;

/** Fills a cloud with assets that no notification reports. */
export async function seedLibrary(stack: DeployedStack, cloud: string, assets: number): Promise<void> {
  const simulated = stack.cloud.cloudinary.cloud(cloud);
  for (let index = 0; index < assets; index += 1) {
    const resourceType = TYPES[index % 3] ?? 'image';
    await simulated.addGeneratedAsset({
      publicId: `library/${index}`,
      resourceType,
      type: LISTED[Math.floor(index / 3) % 3] ?? 'upload',
      format: resourceType === 'image' ? 'png' : 'mp4',
      bytes: 500 + (index % 20_000),
      seed: index + 1,
      notifies: false,
    });
  }
}

/** Runs the deployed state machine for an inventory run of a cloud, and waits for its end. */
export async function runInventory(stack: DeployedStack, cloud: string): Promise<LibraryRun> {
  using machines = new RunMachines(stack);
  const started = Date.now();
  const arn = await machines.start('Inventory', { cloud, reason: 'operator' });
  const { ended, report } = (await machines.ended(arn, RUN_MS)) as Outcome; // of our own state machine
  if (ended !== 'finished') throw new Error(`The inventory run of ${cloud} ended as ${ended}`);
  const { completeness, tally, examples } = report;
  return {
    seconds: (Date.now() - started) / 1000,
    ...completeness,
    queued: tally.queued,
    unreported: tally.unreported_revisions,
    examples: examples.map(({ public_id, reason }) => `${public_id} is not protected: ${reason}`),
  };
}

/** How many uploads each hour without webhooks hides. */
export const HIDDEN_UPLOADS = 20;
const TWO_HOURS_MS = 2 * 3600 * 1000;
const MINUTE_MS = 60_000;

/** Adds uploads that webhooks, cut off for an hour, never reported. */
async function uploadDuringOutage(stack: DeployedStack, cloud: string): Promise<void> {
  const began = Date.now() - TWO_HOURS_MS;
  for (let index = 0; index < HIDDEN_UPLOADS; index += 1) {
    await stack.cloud.cloudinary.cloud(cloud).addGeneratedAsset({
      publicId: `outage/${index}`,
      resourceType: 'raw',
      bytes: 1000 + index,
      seed: index + 1,
      uploadedAt: new Date(began + 2 * index * MINUTE_MS),
      notifies: false,
    });
  }
}

/** How many seconds of an alarm's time pass in one second. */
const ALARM_SPEED = 300;
/** An alarm looks at whole hours, and its metric comes from the logs: two of its hours are enough. */
const ALARM_MS = (2 * 3600 * 1000) / ALARM_SPEED;

/** What an inventory run found after an outage of webhooks, and whether the alarm about it fired. */
export interface RunAfterOutage extends LibraryRun {
  readonly alarmed: boolean;
}

/** Runs an inventory run of a cloud whose webhooks were cut off, and watches for the alarm that reports it. */
export async function runAfterOutage(stack: DeployedStack, cloud: string): Promise<RunAfterOutage> {
  await uploadDuringOutage(stack, cloud);
  const { miniStack } = stack.cloud;
  const sources = await functionMetrics(miniStack, new Date());
  const watch = await watchAlarms({ miniStack, speed: ALARM_SPEED, sources });
  const hasFired = () =>
    watch.transitions.some(
      ({ alarm: { metric }, to }) =>
        metric.name === 'RevisionsUnreported' && metric.dimensions['cloud'] === cloud && to === 'ALARM',
    );
  try {
    const run = await runInventory(stack, cloud);
    const deadline = Date.now() + ALARM_MS;
    while (!hasFired() && Date.now() < deadline) await sleep(200);
    return { ...run, alarmed: hasFired() };
  } finally {
    await watch.stop();
  }
}
