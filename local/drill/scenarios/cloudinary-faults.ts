import { faultsFrom } from '#local/cloudinary/faults.ts';
import type { Scenario } from './scenario.ts';

/** Uploads and their notifications keep coming; nothing can be fetched, and everything is tried again. */
export const cloudinaryDown = fault(
  'copies-keep-failing',
  { status503: 1 },
  {
    name: 'cloudinary-down',
    what: 'Cloudinary answers downloads and its Admin API with 503, for more than an hour',
    alarms: ['CopiesKeepFailing-drill'],
  },
);

/** Every attempt runs until the function's time is up, so that fresh uploads wait for a place. */
export const cloudinaryHangs = fault(
  'oldest-live-message',
  { hang: 1 },
  {
    name: 'cloudinary-hangs',
    what: 'Cloudinary takes connections for downloads, and answers nothing',
    alarms: ['OldestLiveMessage'],
  },
);

/** @param section of the runbook, which says so too: there is nothing to mend, Cloudinary comes back by itself */
function fault(
  section: string,
  kind: { readonly status503: 1 } | { readonly hang: 1 },
  scenario: Pick<Scenario, 'name' | 'what' | 'alarms'>,
): Scenario {
  return {
    ...scenario,
    break: async ({ cloud }) => {
      Object.assign(cloud.cloudinary.faults, faultsFrom({ download: kind, downloadBackup: kind, admin: kind }));
    },
    mend: async ({ cloud, runbook }) => {
      await runbook.follow(section);
      Object.assign(cloud.cloudinary.faults, faultsFrom());
    },
  };
}
