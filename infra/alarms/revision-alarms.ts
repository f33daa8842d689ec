import { Duration } from 'aws-cdk-lib';
import { pipelineMetric } from '../pipeline-metric.ts';
import type { AlarmDefinition } from './alarm-definition.ts';

/** A revision that is not in the bucket, and never will be. */
function givenUp(
  cloud: string,
  name: 'RevisionsLost' | 'RevisionsTooLarge' | 'RevisionsUnverifiable',
  section: string,
  what: string,
): AlarmDefinition {
  return {
    name,
    cloud,
    section,
    meaning: `Revisions of ${cloud} were ${what}`,
    // An hour: many revisions that fall to one cause make one mail, not one for each.
    metric: pipelineMetric(cloud, name).with({ statistic: 'Sum', period: Duration.hours(1) }),
    when: ['>=', 1],
  };
}

/** What becomes of a cloud's revisions: those that are not in the bucket, and how late the others are. */
export function revisionAlarms(cloud: string): readonly AlarmDefinition[] {
  return [
    givenUp(cloud, 'RevisionsLost', 'revisions-lost', 'replaced or deleted at Cloudinary before they were copied'),
    givenUp(
      cloud,
      'RevisionsTooLarge',
      'too-large-or-unverifiable',
      'given up because copying them takes longer than a function may run',
    ),
    givenUp(
      cloud,
      'RevisionsUnverifiable',
      'too-large-or-unverifiable',
      'given up because Cloudinary delivers other bytes than its etag names',
    ),
    {
      name: 'BackupLag',
      cloud,
      section: 'backup-lag',
      meaning: `One in twenty revisions of ${cloud} is copied later than 15 minutes after its upload`,
      metric: pipelineMetric(cloud, 'BackupLag').with({ statistic: 'p95', period: Duration.minutes(15) }),
      when: ['>', 900_000],
      // Where uploads are few, one late revision is a twentieth; two late quarters of an hour are not chance.
      periods: [2, 3],
    },
    {
      name: 'CopiesKeepFailing',
      cloud,
      section: 'copies-keep-failing',
      meaning: `A revision of ${cloud} has been failing for more than an hour`,
      // Waits between attempts grow to an hour. CloudWatch looks back two periods further than it must, for a period that
      // has data: half hours leave no gap in which the alarm would be over, and whole ones would keep it for three.
      metric: pipelineMetric(cloud, 'RetryAge').with({ statistic: 'Maximum', period: Duration.minutes(30) }),
      when: ['>', 3_600_000],
    },
  ];
}
