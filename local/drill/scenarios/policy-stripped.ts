import { changeBucketPolicy } from '../cloud/change-bucket-policy.ts';
import type { Scenario } from './scenario.ts';

/** Everything goes on as if nothing had happened, but what is stored can be overwritten and deleted. */
export const policyStripped: Scenario = {
  name: 'policy-stripped',
  what: 'Somebody takes the statements WriteOnce and NoDeletion out of the bucket policy',
  alarms: ['BucketConditions'],
  break: ({ cloud }) =>
    changeBucketPolicy(cloud, (statements) =>
      statements.filter(({ Sid }) => Sid !== 'WriteOnce' && Sid !== 'NoDeletion'),
    ),
  mend: ({ runbook }) => runbook.follow('restore-a-deleted-bucket-policy'),
};
