import { Duration, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { JobQueues } from '../job-queues.ts';
import { bucketViolations } from '../pipeline-metric.ts';
import type { AlarmDefinition } from './alarm-definition.ts';

const MAXIMUM = { statistic: 'Maximum', period: Duration.minutes(5) };

/**
 * What the queues tell. SQS reports nothing for a queue that was empty and unused for six hours.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function queueAlarms(queues: JobQueues): readonly AlarmDefinition[] {
  return [
    ...queues.named.map(
      ([name, { deadLetterQueue }]): AlarmDefinition => ({
        name: `DeadLetters${name}`,
        section: 'dead-letters',
        meaning: `Messages wait on the dead-letter queue of the ${name.toLowerCase()} queue, and nothing will try them again by itself`,
        metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible(MAXIMUM),
        when: ['>', 0],
      }),
    ),
    {
      name: 'OldestLiveMessage',
      section: 'oldest-live-message',
      meaning: 'A fresh upload has waited for the worker for more than 15 minutes',
      // SQS leaves out what was received three times, so that messages between their retries do not count for long.
      metric: queues.live.queue.metricApproximateAgeOfOldestMessage(MAXIMUM),
      when: ['>', 900],
    },
  ];
}

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

/** A function and the name that its alarms carry. */
export type NamedFunction = readonly [name: string, fn: IFunction];

/**
 * A function crashed, ran out of time or memory. What it expects to go wrong, it answers or hands back, which is no error
 * here. A call that failed once is repeated by whoever made it; two in an hour are not chance.
 */
export function errorAlarms(functions: readonly NamedFunction[]): readonly AlarmDefinition[] {
  return functions.map(([name, fn]) => ({
    name: `FunctionErrors${name}`,
    section: 'function-errors',
    meaning: `The function ${name} has failed more than once within an hour`,
    metric: fn.metricErrors({ statistic: 'Sum', period: Duration.hours(1) }),
    when: ['>=', 2],
  }));
}

/** Lambda finds no room for a function, again and again; a burst is over after a period or two. */
export function throttleAlarms(functions: readonly NamedFunction[]): readonly AlarmDefinition[] {
  return functions.map(([name, fn]) => ({
    name: `FunctionThrottles${name}`,
    section: 'function-throttles',
    meaning: `Lambda keeps turning calls of the function ${name} away for want of concurrency`,
    metric: fn.metricThrottles({ statistic: 'Sum', period: Duration.minutes(5) }),
    when: ['>=', 1],
    periods: [2, 3],
  }));
}
