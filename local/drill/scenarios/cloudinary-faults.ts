import { faultsFrom } from '#local/cloudinary/faults.ts';
import type { Scenario } from './scenario.ts';

/** Uploads and their notifications continue; nothing can be fetched, and everything is retried. */
export const cloudinaryDown = fault(
  'copies-keep-failing',
  { status503: 1 },
  {
    name: 'cloudinary-down',
    what: 'Downloads and the Admin API of Cloudinary answer 503 for more than an hour',
    alarms: ['CopiesKeepFailing-drill'],
  },
);

/** Every attempt runs until the function times out, and new uploads must wait. */
export const cloudinaryHangs = fault(
  'oldest-live-message',
  { hang: 1 },
  {
    name: 'cloudinary-hangs',
    what: 'Cloudinary accepts connections for downloads, but never answers',
    alarms: ['OldestLiveMessage'],
  },
);

/** @param section of the runbook. It says that nothing needs repair: Cloudinary recovers by itself. */
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
    repair: async ({ cloud, runbook }) => {
      await runbook.follow(section);
      Object.assign(cloud.cloudinary.faults, faultsFrom());
    },
  };
}
