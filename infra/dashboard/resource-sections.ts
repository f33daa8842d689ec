import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { GraphWidget, type IWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { UNKNOWN_CLOUD } from '#shared/domain/metrics.ts';
import type { NamedFunction } from '../alarms/resource-alarms.ts';
import type { JobQueue, JobQueues } from '../job-queues.ts';
import { bucketViolations, pipelineMetric } from '../pipeline-metric.ts';
import { graph } from './widgets.ts';

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

/**
 * How much the bucket holds, and whether it is as it must be. S3 counts once a day, everything in the bucket.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
 */
export function bucketSection({ bucketName }: IBucket, stackName: string): IWidget[] {
  const daily = (metricName: string, storageType: string, label: string) =>
    new Metric({
      namespace: 'AWS/S3',
      metricName,
      dimensionsMap: { BucketName: bucketName, StorageType: storageType },
      statistic: 'Average',
      period: Duration.days(1),
      label,
    });
  return [
    graph({
      title: 'The bucket, day by day: choose a range of weeks',
      width: 16,
      left: [daily('BucketSizeBytes', 'StandardStorage', 'bytes')],
      right: [daily('NumberOfObjects', 'AllStorageTypes', 'objects, with journal and markers')],
      leftLabel: 'bytes',
      rightLabel: 'objects',
    }),
    graph({
      title: 'Conditions of the bucket that do not hold',
      width: 8,
      left: [
        bucketViolations(stackName).with({ statistic: 'Maximum', period: Duration.hours(1), label: 'violations' }),
      ],
    }),
  ];
}

const PERIOD = { period: Duration.minutes(5) };
const SUM = { ...PERIOD, statistic: 'Sum' };

/**
 * What the API answers, and how the functions run.
 *
 * @param onTheWay those that a revision passes
 * @param beside those of which it is enough to know that they fail: a dashboard of up to 50 metrics may be free of charge
 */
export function functionsSection(
  api: HttpApi,
  onTheWay: readonly NamedFunction[],
  beside: readonly NamedFunction[],
): IWidget[] {
  return [
    graph({
      title: 'Requests to the webhook',
      width: 6,
      left: [
        api.metricCount({ ...SUM, label: 'all' }),
        api.metricClientError({ ...SUM, label: '4xx: refused, or more than the throttle lets through' }),
        api.metricServerError({ ...SUM, label: '5xx: not taken' }),
      ],
    }),
    graph({
      title: 'What names no configured cloud',
      width: 6,
      left: [
        pipelineMetric(UNKNOWN_CLOUD, 'SignatureRejections', 'other').with({ ...SUM, label: 'calls of the webhook' }),
        pipelineMetric(UNKNOWN_CLOUD, 'CopyFailures', 'other').with({ ...SUM, label: 'messages on a queue' }),
      ],
    }),
    graph({
      title: 'Errors and throttled calls of functions',
      width: 6,
      left: [
        ...[...onTheWay, ...beside].map(([name, fn]) => fn.metricErrors({ ...SUM, label: `${name}, errors` })),
        ...onTheWay.map(([name, fn]) => fn.metricThrottles({ ...SUM, label: `${name}, throttled` })),
      ],
    }),
    graph({
      title: 'Longest run of functions',
      width: 6,
      left: onTheWay.map(([name, fn]) => fn.metricDuration({ ...PERIOD, statistic: 'Maximum', label: name })),
      leftLabel: 'milliseconds',
    }),
  ];
}
