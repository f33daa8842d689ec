import { changeBucketPolicy } from '../cloud/change-bucket-policy.ts';
import type { Scenario } from './scenario.ts';

/** No copy can be stored, and no journal be written: messages go to the dead-letter queue. */
export const writesDenied: Scenario = {
  name: 'writes-denied',
  what: 'Somebody edits the bucket policy, so that its statement WriteOnce denies every write',
  alarms: ['CopiesKeepFailing-drill', 'DeadLettersLive', 'BucketConditions'],
  break: ({ cloud }) =>
    changeBucketPolicy(cloud, (statements) =>
      statements.map(({ Condition, ...statement }) =>
        statement['Sid'] === 'WriteOnce' || Condition === undefined ? statement : { ...statement, Condition },
      ),
    ),
  mend: async ({ runbook }) => {
    await runbook.follow('bucket-conditions', 'cloudtrail', 'bucket repair');
    await runbook.follow('dead-letters');
  },
};
