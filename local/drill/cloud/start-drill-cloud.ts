import { type LocalCloud, startLocalCloud } from '../../start-local-cloud.ts';
import { ACCOUNT } from './account.ts';

/** How the cloud of the drill is started. */
export interface DrillCloudOptions {
  /** How many seconds of the drill's time pass in a second. */
  readonly speed: number;
  readonly onProgress: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Cloudinary's pauses before it sends a notification again, in minutes; then it gives it up. */
const RETRIES_AFTER_MINUTES = [3, 6, 9];

/**
 * What the clock of the drill asks for. Waits are shorter than its speed would make them: a message is to be given up
 * after 25 attempts within two minutes, not within 10 hours, and no sooner than after the one that stands for an hour. Time-outs are longer: the machine is no faster than it is.
 */
const SETTINGS = {
  retry: { baseSeconds: 1, capSeconds: 4 },
  timeouts: { workerSeconds: 10, largeWorkerSeconds: 10, visibilityMarginSeconds: 1 },
  // MiniStack runs 16 functions at once in all: room is left for the webhook.
  concurrency: { live: 4, bulk: 2, large: 2 },
  // Their schedules are slower than the clock of the drill: that no run comes would be an alarm of its own.
  inventory: { schedule: 'off' },
  verify: { schedule: 'off' },
};

/** Starts the local cloud with the stack as it is deployed to AWS, but for its times. */
export function startDrillCloud({ speed, onProgress, signal }: DrillCloudOptions): Promise<LocalCloud> {
  const { cloud_name: cloudName, api_key: apiKey, api_secret: apiSecret } = ACCOUNT;
  return startLocalCloud({
    cloudinary: {
      environments: [{ cloudName, keys: [{ apiKey, apiSecret }], adminCallsPerHour: 100_000 }],
      notifications: { retryDelaysMs: RETRIES_AFTER_MINUTES.map((minutes) => (minutes * 60_000) / speed) },
    },
    settings: SETTINGS,
    onProgress,
    signal,
  });
}
