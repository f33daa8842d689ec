import type { DeployedStack } from '../e2e/stack/deployed-stack.ts';
import { RunMachines } from '../e2e/stack/run-machines.ts';

/** What an inventory run of a cloud has come to. */
export interface LibraryRun {
  readonly seconds: number;
  readonly assets: number;
  readonly queued: number;
  /** Neither in the bucket nor left out by a rule, as the report says. */
  readonly unprotected: number;
  /** Those of which the report says why. */
  readonly examples: readonly string[];
}

/** What of the output of an execution is looked at. */
interface Outcome {
  readonly ended: string;
  readonly report: {
    readonly completeness: { readonly assets: number; readonly unprotected: number };
    readonly tally: { readonly queued: number };
    readonly examples: readonly { readonly public_id: string; readonly reason: string }[];
  };
}

/** Time for a run with all that it queues, in ms. */
const RUN_MS = 20 * 60_000;
const TYPES = ['image', 'video', 'raw'] as const;
const LISTED = ['upload', 'authenticated', 'private'] as const;

/** Fills a cloud with assets that no notification ever told of. */
export async function seedLibrary(stack: DeployedStack, cloud: string, assets: number): Promise<void> {
  const environment = stack.cloud.cloudinary.environment(cloud);
  for (let index = 0; index < assets; index += 1) {
    const resourceType = TYPES[index % 3] ?? 'image';
    await environment.addGeneratedAsset({
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

/** Has the deployed state machine take an inventory of a cloud, and waits for its end. */
export async function runInventory(stack: DeployedStack, cloud: string): Promise<LibraryRun> {
  using machines = new RunMachines(stack);
  const started = Date.now();
  const arn = await machines.start('Inventory', { cloud, reason: 'operator' });
  const { ended, report } = (await machines.ended(arn, RUN_MS)) as Outcome; // of our own state machine
  if (ended !== 'finished') throw new Error(`The inventory of ${cloud} ${ended}`);
  const { completeness, tally, examples } = report;
  return {
    seconds: (Date.now() - started) / 1000,
    ...completeness,
    queued: tally.queued,
    examples: examples.map(({ public_id, reason }) => `${public_id} is not protected: ${reason}`),
  };
}
