import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCloud } from '#local/start-local-cloud.ts';
import { DeployedStack } from '#test/e2e/stack/deployed-stack.ts';
import { QUICK_RETRIES, QUICK_SETTINGS } from '#test/e2e/stack/quick-settings.ts';
import { backedUpSteps } from './backed-up-steps.ts';
import { cldSession } from './cld-session.ts';
import { startRcloneProxy } from './rclone-proxy.ts';
import { rcloneSession } from './rclone-session.ts';
import type { SuiteTest } from './suite-test.ts';
import { runToolSteps } from './tool-steps.ts';

const CLD = 'cld';
const CLONE = 'cld-clone';
const RCLONE = 'rclone';

/**
 * Drives `cld` and `rclone`, unmodified, against a simulated Cloudinary that the deployed stack backs up; then compares
 * the bucket and the journal with it. Takes some minutes.
 */
export async function toolsSuite(onProgress: (message: string) => void): Promise<SuiteTest[]> {
  onProgress('Deploying the stack to a local cloud');
  const clouds = [CLD, CLONE, RCLONE].map((cloudName) => ({
    cloudName,
    keys: [{ apiKey: '100000000000000', apiSecret: `api-secret-of-${cloudName}` }],
    adminCallsPerHour: 1_000_000,
    maxBytes: { raw: 100_000_000 },
  }));
  const cloud = await startLocalCloud({
    cloudinary: { clouds, notifications: { retryDelaysMs: QUICK_RETRIES } },
    settings: QUICK_SETTINGS,
  });
  const stack = new DeployedStack(cloud);
  const { cloudinary } = cloud;
  const folder = await mkdtemp(join(tmpdir(), 'suites-'));
  const proxy = await startRcloneProxy(cloudinary.origin);
  const sessionOf = async (cloudName: string) => {
    await mkdir(join(folder, cloudName));
    return { cloudinary, cloudName, folder: join(folder, cloudName) };
  };
  // Each revision is backed up before the next step may replace it.
  const afterEach = () => stack.idle();
  try {
    onProgress('Driving cld');
    const cldSteps = await cldSession(await sessionOf(CLD), CLONE);
    const cld = await runToolSteps(cldSteps, { area: 'cld', afterEach, onProgress });
    onProgress('Driving rclone');
    const rcloneSteps = await rcloneSession(await sessionOf(RCLONE), proxy.url);
    const rclone = await runToolSteps(rcloneSteps, { area: 'rclone', afterEach, onProgress });
    onProgress('Comparing bucket and journal');
    const backupSteps = [CLD, CLONE, RCLONE].flatMap((name) => backedUpSteps(stack, name));
    const backup = await runToolSteps(backupSteps, { area: 'backup', onProgress });
    return [...cld, ...rclone, ...backup];
  } finally {
    await proxy.stop();
    stack.close();
    await cloud.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
