import type { Environment } from '#local/cloudinary/environment.ts';
import type { SimulatedCloudinary } from '#local/cloudinary/simulated-cloudinary.ts';
import { startLocalCloud } from '#local/start-local-cloud.ts';
import { DeployedStack } from './deployed-stack.ts';
import { NativeBackupInBucket } from './native-backup-in-bucket.ts';
import { QUICK_RETRIES, QUICK_SETTINGS } from './quick-settings.ts';
import { SdkClient } from './sdk-client.ts';

/** The product environments of the shared stack: a file of tests has one for itself, so that it can look at all of it. */
export const CLOUDS = [
  'library',
  'changes',
  'behaviour',
  'native',
  'webhook',
  'killed',
  'roles',
  'cli',
  'inventory',
  'verify',
  'soak',
] as const;
/** One more at Cloudinary, which the shared stack does not back up. */
export const SPARE = 'spare';

/** The shared stack, and one product environment as its user sees it. */
export interface SharedStack {
  readonly stack: DeployedStack;
  readonly cloudinary: SimulatedCloudinary;
  readonly environment: Environment;
  readonly sdk: SdkClient;
}

async function start(): Promise<DeployedStack> {
  const nativeBackup = new NativeBackupInBucket();
  const environments = [...CLOUDS, SPARE].map((cloudName, index) => ({
    cloudName,
    keys: [{ apiKey: `${index + 1}00000000000000`, apiSecret: `api-secret-of-${cloudName}` }],
    adminCallsPerHour: 100_000,
    ...(cloudName === 'native' && { nativeBackup }),
  }));
  const deployed = await startLocalCloud({
    cloudinary: { environments, notifications: { retryDelaysMs: QUICK_RETRIES } },
    settings: { ...QUICK_SETTINGS, readerPolicy: true },
    cloudSettings: (cloud) => (cloud === SPARE ? undefined : { nativeBackup: cloud === 'native' }),
  });
  const stack = new DeployedStack(deployed);
  await nativeBackup.connect(stack);
  return stack;
}

let running: Promise<DeployedStack> | undefined;

/**
 * One deployment for all files of tests that run in the same process, with which it ends.
 *
 * @param cloud the product environment that the file uses
 */
export async function sharedStack(cloud: (typeof CLOUDS)[number] | typeof SPARE): Promise<SharedStack> {
  running ??= start();
  const stack = await running;
  const { cloudinary } = stack.cloud;
  return { stack, cloudinary, environment: cloudinary.environment(cloud), sdk: new SdkClient(cloudinary, cloud) };
}
