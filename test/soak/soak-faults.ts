import type { FaultSettings } from '#local/cloudinary/faults.ts';

/** About every fourth download and every eighth call of the Admin API fails in some way. */
export const SOAK_FAULTS: FaultSettings = {
  download: {
    latencyMs: [5, 60],
    status500: 0.03,
    status503: 0.02,
    status420: 0.03,
    status429: 0.02,
    status404: 0.02,
    reset: 0.04,
    shortHonest: 0.04,
    shortTruncated: 0.04,
    wrongBytes: 0.05,
  },
  downloadBackup: { status500: 0.1, status404: 0.1 },
  admin: { latencyMs: [2, 20], status500: 0.04, status503: 0.03, status420: 0.05, status404: 0.05 },
  notifications: { duplicate: 0.2, shuffleWindowMs: 400 },
};

/** The kinds of faults that must have struck, or the soak proves nothing. */
export const EXPECTED_FAULTS = ['status', 'reset', 'short', 'wrong-bytes'] as const;
