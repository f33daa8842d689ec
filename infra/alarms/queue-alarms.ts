import { Duration } from 'aws-cdk-lib';
import type { JobQueues } from '../job-queues.ts';
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
