import { Duration } from 'aws-cdk-lib';
import { pipelineMetric } from '../pipeline-metric.ts';
import type { AlarmDefinition } from './alarm-definition.ts';

/** A revision that is not in the bucket, and that nothing tries again. */
function givenUp(
  cloud: string,
  name: 'RevisionsLost' | 'RevisionsTooLarge' | 'RevisionsUnverifiable',
  section: string,
  { meaning, cost }: Pick<AlarmDefinition, 'meaning' | 'cost'>,
): AlarmDefinition {
  return {
    name,
    cloud,
    section,
    meaning,
    cost,
    // An hour: many revisions with one cause make one mail, not one for each.
    metric: pipelineMetric(cloud, name).with({ statistic: 'Sum', period: Duration.hours(1) }),
    when: ['>=', 1],
  };
}

const NOT_TRIED_AGAIN = 'They are not in the bucket, and nothing tries them again';

/** A cloud's revisions: those that are not in the bucket, and how late the others are. */
export function revisionAlarms(cloud: string): readonly AlarmDefinition[] {
  return [
    givenUp(cloud, 'RevisionsLost', 'revisions-lost', {
      meaning: `Revisions of ${cloud} were replaced or deleted at Cloudinary before they were copied`,
      cost: 'They are lost, unless their uploaders still have them',
    }),
    givenUp(cloud, 'RevisionsTooLarge', 'too-large-or-unverifiable', {
      meaning: `The worker gave up on revisions of ${cloud}: copying them takes longer than a function may run`,
      cost: NOT_TRIED_AGAIN,
    }),
    givenUp(cloud, 'RevisionsUnverifiable', 'too-large-or-unverifiable', {
      meaning: `The worker gave up on revisions of ${cloud}: Cloudinary delivers bytes that do not match its etag`,
      cost: NOT_TRIED_AGAIN,
    }),
    {
      name: 'BackupLag',
      cloud,
      section: 'backup-lag',
      meaning: `One in twenty revisions of ${cloud} is copied more than 15 minutes after its upload`,
      cost: 'A revision is lost if someone overwrites or deletes it at Cloudinary before it is copied',
      metric: pipelineMetric(cloud, 'BackupLag').with({ statistic: 'p95', period: Duration.minutes(15) }),
      when: ['>', 900_000],
      // With few uploads, one late revision is a twentieth. Two late quarters of an hour are not chance.
      periods: [2, 3],
    },
    {
      name: 'CopiesKeepFailing',
      cloud,
      section: 'copies-keep-failing',
      meaning: `Copying a revision of ${cloud} has been failing for more than an hour`,
      cost: 'It becomes a dead letter after 25 attempts, and is lost if Cloudinary no longer has it',
      // Waits between attempts grow to an hour. CloudWatch looks back two periods further than it must, for a period that
      // has data: with half hours, no gap clears the alarm too early; whole hours would keep it for three.
      metric: pipelineMetric(cloud, 'RetryAge').with({ statistic: 'Maximum', period: Duration.minutes(30) }),
      when: ['>', 3_600_000],
    },
  ];
}
