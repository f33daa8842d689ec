import { Duration, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { JobQueues } from '../job-queues.ts';
import { bucketViolations } from '../pipeline-metric.ts';
import type { AlarmDefinition } from './alarm-definition.ts';

const MAXIMUM = { statistic: 'Maximum', period: Duration.minutes(5) };

/**
 * Alarms on the queues. SQS reports nothing for a queue that was empty and unused for six hours.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function queueAlarms(queues: JobQueues): readonly AlarmDefinition[] {
  return [
    ...queues.named.map(
      ([name, { deadLetterQueue }]): AlarmDefinition => ({
        name: `DeadLetters${name}`,
        section: 'dead-letters',
        meaning: `Messages are on the dead-letter queue of the ${name.toLowerCase()} queue, and nothing tries them again`,
        cost: 'Revisions are missing from the bucket, and SQS deletes each message 14 days after it was first sent',
        metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible(MAXIMUM),
        when: ['>', 0],
      }),
    ),
    {
      name: 'OldestLiveMessage',
      section: 'oldest-live-message',
      meaning: 'A fresh upload has waited for the worker for more than 15 minutes',
      cost: 'It is lost if someone overwrites or deletes it at Cloudinary before it is copied',
      // SQS leaves out what was received three times, so messages between two attempts do not count for long.
      metric: queues.live.queue.metricApproximateAgeOfOldestMessage(MAXIMUM),
      when: ['>', 900],
    },
  ];
}

/** Whether the bucket meets its conditions, and whether the hourly check runs. */
export function bucketAlarms(bucketCheck: IFunction): readonly AlarmDefinition[] {
  return [
    {
      name: 'BucketConditions',
      section: 'bucket-conditions',
      meaning: 'The bucket lacks a protection, or has a setting that breaks backups',
      cost: 'Until that is repaired, copies may be overwritten or deleted, or new ones may fail',
      metric: bucketViolations(Stack.of(bucketCheck).stackName).with({
        statistic: 'Maximum',
        period: Duration.hours(1),
      }),
      when: ['>', 0],
      // Checks are about an hour apart, so some hours have none.
      noData: 'unchanged',
    },
    {
      name: 'BucketCheckNotRunning',
      section: 'bucket-check-not-running',
      meaning: 'Nothing has checked the bucket for three hours',
      cost: 'If its policy were removed, no one would notice',
      // CloudWatch looks back two periods further, so one silent hour after two with a check does not breach.
      metric: bucketCheck.metricInvocations({ statistic: 'Sum', period: Duration.hours(1) }),
      when: ['<', 1],
      noData: 'breach',
    },
  ];
}

/** A function and the name that its alarms carry. */
export type NamedFunction = readonly [name: string, fn: IFunction];

/**
 * A function crashed, or ran out of time or memory. Failures that it handles do not count. The caller repeats a call that
 * failed once; two failures in an hour are not chance.
 */
export function errorAlarms(functions: readonly NamedFunction[]): readonly AlarmDefinition[] {
  return functions.map(([name, fn]) => ({
    name: `FunctionErrors${name}`,
    section: 'function-errors',
    meaning: `The function ${name} crashed, or ran out of time or memory, more than once within an hour`,
    cost: 'Its work is delayed, but not lost yet: the caller tries again',
    metric: fn.metricErrors({ statistic: 'Sum', period: Duration.hours(1) }),
    when: ['>=', 2],
  }));
}

/** Lambda keeps refusing calls of a function for lack of concurrency; a burst is over after a period or two. */
export function throttleAlarms(functions: readonly NamedFunction[]): readonly AlarmDefinition[] {
  return functions.map(([name, fn]) => ({
    name: `FunctionThrottles${name}`,
    section: 'function-throttles',
    meaning: `Lambda keeps refusing calls of the function ${name}, because the account's concurrency is used up`,
    cost: 'Notifications and copies are late, and some are lost if this lasts',
    metric: fn.metricThrottles({ statistic: 'Sum', period: Duration.minutes(5) }),
    when: ['>=', 1],
    periods: [2, 3],
  }));
}
