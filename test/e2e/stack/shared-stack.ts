import type { ObservedCloud } from '#local/cloudinary/observed-cloud.ts';
import type { SimulatedCloudinary } from '#local/cloudinary/simulated-cloudinary.ts';
import { startLocalCloud } from '#local/start-local-cloud.ts';
import { DeployedStack } from './deployed-stack.ts';
import { NativeBackupInBucket } from './native-backup-in-bucket.ts';
import { QUICK_RETRIES, QUICK_SETTINGS } from './quick-settings.ts';
import { SdkClient } from './sdk-client.ts';

/** The clouds of the shared stack: each test file has one to itself, and can check all of it. */
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
  'dynamic',
  'fixed',
] as const;
/** The clouds with fixed folders. The full soak uses a cloud with dynamic ones. */
const FIXED: readonly string[] = ['fixed', 'soak'];
/** One more cloud, which the shared stack does not back up. */
export const SPARE = 'spare';

/** The shared stack, and one cloud as its user sees it. */
export interface SharedStack {
  readonly stack: DeployedStack;
  readonly cloudinary: SimulatedCloudinary;
  readonly simulated: ObservedCloud;
  readonly sdk: SdkClient;
}

async function start(): Promise<DeployedStack> {
  const nativeBackup = new NativeBackupInBucket();
  const clouds = [...CLOUDS, SPARE].map((cloudName, index) => ({
    cloudName,
    keys: [{ apiKey: `${index + 1}00000000000000`, apiSecret: `api-secret-of-${cloudName}` }],
    adminCallsPerHour: 100_000,
    folderMode: FIXED.includes(cloudName) ? ('fixed' as const) : ('dynamic' as const),
    ...(cloudName === 'native' && { nativeBackup }),
  }));
  const deployed = await startLocalCloud({
    cloudinary: {
      clouds,
      notifications: { retryDelaysMs: QUICK_RETRIES },
      readS3Object: (bucket, key) => nativeBackup.read(bucket, key),
    },
    settings: { ...QUICK_SETTINGS, readerPolicy: true },
    cloudSettings: (cloud) => (cloud === SPARE ? undefined : { nativeBackup: cloud === 'native' }),
  });
  const stack = new DeployedStack(deployed);
  await nativeBackup.connect(stack);
  return stack;
}

let running: Promise<DeployedStack> | undefined;

/**
 * One deployment for all test files of this process; it ends with the process.
 *
 * @param cloud the one that the file uses
 */
export async function sharedStack(cloud: (typeof CLOUDS)[number] | typeof SPARE): Promise<SharedStack> {
  running ??= start();
  const stack = await running;
  const { cloudinary } = stack.cloud;
  return { stack, cloudinary, simulated: cloudinary.cloud(cloud), sdk: new SdkClient(cloudinary, cloud) };
}
