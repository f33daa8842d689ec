import { faultsFrom } from '../../cloudinary/faults.ts';
import type { Scenario } from './scenario.ts';

const DOWN = { status503: 1 };

/** Uploads go on, and so do their notifications; nothing can be fetched, and everything is tried again. */
export const cloudinaryDown: Scenario = {
  name: 'cloudinary-down',
  what: 'For 15 minutes, Cloudinary answers downloads and its Admin API with 503',
  // So short an outage mends itself, and wakes nobody.
  alarms: [],
  minutes: 15,
  break: async ({ cloud }) => {
    Object.assign(cloud.cloudinary.faults, faultsFrom({ download: DOWN, downloadBackup: DOWN, admin: DOWN }));
  },
  mend: async ({ cloud }) => {
    Object.assign(cloud.cloudinary.faults, faultsFrom());
  },
};
