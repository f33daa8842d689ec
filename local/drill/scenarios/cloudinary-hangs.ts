import { faultsFrom } from '../../cloudinary/faults.ts';
import type { Scenario } from './scenario.ts';

const SILENT = { hang: 1 };

/** Every attempt runs until the function's time is up, so that fresh uploads wait for a place. */
export const cloudinaryHangs: Scenario = {
  name: 'cloudinary-hangs',
  what: 'Cloudinary takes connections for downloads, and answers nothing',
  alarms: ['OldestLiveMessage'],
  break: async ({ cloud }) => {
    Object.assign(cloud.cloudinary.faults, faultsFrom({ download: SILENT, downloadBackup: SILENT, admin: SILENT }));
  },
  mend: async ({ cloud, runbook }) => {
    await runbook.follow('oldest-live-message');
    // The page says so too: nothing is to be mended here. Cloudinary comes back by itself.
    Object.assign(cloud.cloudinary.faults, faultsFrom());
  },
};
