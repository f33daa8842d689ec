import { deployStack } from '../../../local/ministack/deploy-stack.ts';
import { type LocalCloud, startLocalCloud } from '../../../local/start-local-cloud.ts';
import { DeployedStack } from './deployed-stack.ts';
import { NativeBackupInBucket } from './native-backup-in-bucket.ts';
import { QUICK_RETRIES, QUICK_SETTINGS } from './quick-settings.ts';

/** The product environments of the shared stack: a file of tests has one for itself, so that it can look at all of it. */
export const CLOUDS = ['library', 'changes', 'behaviour', 'native', 'webhook', 'soak'] as const;
export type CloudName = (typeof CLOUDS)[number];

const start = async (): Promise<DeployedStack> => {
  const nativeBackup = new NativeBackupInBucket();
  const environments = CLOUDS.map((cloudName, index) => ({
    cloudName,
    keys: [{ apiKey: `${index + 1}00000000000000`, apiSecret: `api-secret-of-${cloudName}` }],
    adminCallsPerHour: 100_000,
    ...(cloudName === 'native' && { nativeBackup }),
  }));
  const cloudinary = { environments, notifications: { retryDelaysMs: QUICK_RETRIES } };
  const deployed = await startLocalCloud({ cloudinary, settings: QUICK_SETTINGS });
  const stack = new DeployedStack(await withNativeBackup(deployed));
  await nativeBackup.connect(stack);
  return stack;
};

/** Turns native backup on for the cloud that has it, as an operator does: by deploying again. */
const withNativeBackup = async (cloud: LocalCloud): Promise<LocalCloud> => {
  const { clouds, ...settings } = JSON.parse(cloud.context.cloudinaryBackup);
  const changed = { ...settings, clouds: { ...clouds, native: { ...clouds.native, nativeBackup: true } } };
  const context = { cloudinaryBackup: JSON.stringify(changed) };
  const outputs = await deployStack({ miniStack: cloud.miniStack, context, stackName: 'CloudinaryBackup' });
  return { ...cloud, context, outputs };
};

let running: Promise<DeployedStack> | undefined;

/**
 * One deployment for all files of the project, whose modules live in one process. It ends with that process.
 */
export const sharedStack = (): Promise<DeployedStack> => {
  running ??= start();
  return running;
};
