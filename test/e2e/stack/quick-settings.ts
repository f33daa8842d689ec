/** Settings of the stack with retries within a second or two. */
export const QUICK_SETTINGS = {
  retry: { baseSeconds: 1, capSeconds: 2 },
  timeouts: { workerSeconds: 10, largeWorkerSeconds: 10, visibilityMarginSeconds: 1, queueLagSeconds: 1 },
  // MiniStack runs 16 functions at once in total; this leaves room for the webhook.
  concurrency: { live: 4, bulk: 2, large: 2 },
  // Tests start runs themselves.
  inventory: { schedule: 'off', timeoutSeconds: 30 },
  verify: { schedule: 'off', timeoutSeconds: 30 },
} as const;

/**
 * Pauses before Cloudinary's retries, in ms: seconds instead of minutes. There are more than Cloudinary's three, because
 * MiniStack refuses calls (429) when AWS would start another function.
 */
export const QUICK_RETRIES = [250, 500, 1000, 2000, 2000, 4000, 4000, 8000, 8000];
