/** Settings of the stack by which what is retried is retried within a second or two. */
export const QUICK_SETTINGS = {
  retry: { baseSeconds: 1, capSeconds: 2 },
  timeouts: { workerSeconds: 10, largeWorkerSeconds: 10, visibilityMarginSeconds: 1, queueLagSeconds: 1 },
  // MiniStack runs 16 functions at once in all: room is left for the webhook.
  concurrency: { live: 4, bulk: 2, large: 2 },
  // Runs come when a test starts them.
  inventory: { schedule: 'off', timeoutSeconds: 30 },
  verify: { schedule: 'off', timeoutSeconds: 30 },
} as const;

/**
 * Pauses before Cloudinary's retries, in ms: seconds instead of minutes, and more of them than Cloudinary's three, for
 * MiniStack refuses calls (429) where AWS would start another function.
 */
export const QUICK_RETRIES = [250, 500, 1000, 2000, 2000, 4000, 4000, 8000, 8000];
