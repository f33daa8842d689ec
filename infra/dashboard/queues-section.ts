import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IWidget, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { JobQueue, JobQueues } from '../job-queues.ts';

const MAXIMUM = { statistic: 'Maximum', period: Duration.minutes(5) };

/** How far behind the workers are, and what they gave up on. */
export function queuesSection(queues: JobQueues): IWidget[] {
  const each = (metric: (queue: JobQueue, label: string) => Metric) =>
    queues.named.map(([name, queue]) => metric(queue, name.toLowerCase()));
  return [
    new GraphWidget({
      title: 'Oldest message',
      width: 8,
      left: each(({ queue }, label) => queue.metricApproximateAgeOfOldestMessage({ ...MAXIMUM, label })),
      leftYAxis: { label: 'seconds', showUnits: false, min: 0 },
      leftAnnotations: [{ value: 900, label: 'alarm, live' }],
    }),
    new GraphWidget({
      title: 'Messages that wait',
      width: 8,
      left: each(({ queue }, label) => queue.metricApproximateNumberOfMessagesVisible({ ...MAXIMUM, label })),
      right: each(({ queue }, label) =>
        queue.metricApproximateNumberOfMessagesNotVisible({
          ...MAXIMUM,
          label: `${label}, in work or between retries`,
        }),
      ),
      leftYAxis: { min: 0 },
      rightYAxis: { min: 0 },
    }),
    new GraphWidget({
      title: 'Messages given up (dead-letter queues)',
      width: 8,
      left: each(({ deadLetterQueue }, label) =>
        deadLetterQueue.metricApproximateNumberOfMessagesVisible({ ...MAXIMUM, label }),
      ),
      leftYAxis: { min: 0 },
      leftAnnotations: [{ value: 1, label: 'alarm' }],
    }),
  ];
}
