import { faultsFrom } from '../../cloudinary/faults.ts';
import type { Scenario } from './scenario.ts';

const DOWN = { status503: 1 };

/** Uploads go on, and so do their notifications; nothing can be fetched, and everything is tried again. */
export const cloudinaryDown: Scenario = {
  name: 'cloudinary-down',
  what: 'Cloudinary answers downloads and its Admin API with 503, for more than an hour',
  alarms: ['CopiesKeepFailing-drill'],
  break: async ({ cloud }) => {
    Object.assign(cloud.cloudinary.faults, faultsFrom({ download: DOWN, downloadBackup: DOWN, admin: DOWN }));
  },
  mend: async ({ cloud, runbook }) => {
    await runbook.follow('copies-keep-failing');
    // Nothing is to be mended here: what failed is tried again by itself once Cloudinary answers.
    Object.assign(cloud.cloudinary.faults, faultsFrom());
  },
};
