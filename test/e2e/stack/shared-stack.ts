import { deployStack } from '../../../local/ministack/deploy-stack.ts';
import { type LocalCloud, startLocalCloud } from '../../../local/start-local-cloud.ts';
import { DeployedStack } from './deployed-stack.ts';
import { NativeBackupInBucket } from './native-backup-in-bucket.ts';
import { QUICK_RETRIES, QUICK_SETTINGS } from './quick-settings.ts';

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
/** One more at Cloudinary, which the shared stack has been told to forget. */
export const SPARE = 'spare';

async function start(): Promise<DeployedStack> {
  const nativeBackup = new NativeBackupInBucket();
  const environments = [...CLOUDS, SPARE].map((cloudName, index) => ({
    cloudName,
    keys: [{ apiKey: `${index + 1}00000000000000`, apiSecret: `api-secret-of-${cloudName}` }],
    adminCallsPerHour: 100_000,
    ...(cloudName === 'native' && { nativeBackup }),
  }));
  const cloudinary = { environments, notifications: { retryDelaysMs: QUICK_RETRIES } };
  const deployed = await startLocalCloud({ cloudinary, settings: { ...QUICK_SETTINGS, readerPolicy: true } });
  const stack = new DeployedStack(await reconfigured(deployed));
  await nativeBackup.connect(stack);
  return stack;
}

/** Turns native backup on for one cloud, and takes another out, as an operator does: by deploying again. */
async function reconfigured(cloud: LocalCloud): Promise<LocalCloud> {
  const { clouds, ...settings } = JSON.parse(cloud.context.cloudinaryBackup);
  const { [SPARE]: _, native, ...others } = clouds;
  const changed = { ...settings, clouds: { ...others, native: { ...native, nativeBackup: true } } };
  const context = { cloudinaryBackup: JSON.stringify(changed) };
  const outputs = await deployStack({ miniStack: cloud.miniStack, context, stackName: 'CloudinaryBackup' });
  return { ...cloud, context, outputs };
}

let running: Promise<DeployedStack> | undefined;

/**
 * One deployment for all files of the project, whose modules live in one process. It ends with that process.
 */
export function sharedStack(): Promise<DeployedStack> {
  running ??= start();
  return running;
}
