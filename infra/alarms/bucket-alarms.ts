import { Duration, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { bucketViolations } from '../pipeline-metric.ts';
import type { AlarmDefinition } from './alarm-definition.ts';

/** Whether the bucket is as it must be, and whether anybody looks. The check runs once an hour. */
export function bucketAlarms(bucketCheck: IFunction): readonly AlarmDefinition[] {
  return [
    {
      name: 'BucketConditions',
      section: 'bucket-conditions',
      meaning: 'The bucket lacks a protection, or has a setting that breaks backups',
      metric: bucketViolations(Stack.of(bucketCheck).stackName).with({
        statistic: 'Maximum',
        period: Duration.hours(1),
      }),
      when: ['>', 0],
      // Checks are about an hour apart, so that some hours have none.
      noData: 'unchanged',
    },
    {
      name: 'BucketCheckNotRunning',
      section: 'bucket-check-not-running',
      meaning: 'Nothing has checked the bucket for three hours',
      // One silent hour after two with a check is none for CloudWatch, which looks back two periods further.
      metric: bucketCheck.metricInvocations({ statistic: 'Sum', period: Duration.hours(1) }),
      when: ['<', 1],
      noData: 'breach',
    },
  ];
}
