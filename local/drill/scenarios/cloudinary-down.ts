import { faultsFrom } from '../../cloudinary/faults.ts';
import type { Scenario } from './scenario.ts';

const DOWN = { status503: 1 };

/** Uploads go on, and so do their notifications; nothing can be fetched. */
export const cloudinaryDown: Scenario = {
  name: 'cloudinary-down',
  what: 'For 20 minutes, Cloudinary answers downloads and its Admin API with 503',
  alarms: ['BackupLag-drill'],
  minutes: 20,
  break: async ({ cloud }) => {
    Object.assign(cloud.cloudinary.faults, faultsFrom({ download: DOWN, downloadBackup: DOWN, admin: DOWN }));
  },
  mend: async ({ cloud }) => {
    Object.assign(cloud.cloudinary.faults, faultsFrom());
  },
};
