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
      title: 'Waiting messages',
      width: 8,
      left: each(({ queue }, label) => queue.metricApproximateNumberOfMessagesVisible({ ...MAXIMUM, label })),
      right: each(({ queue }, label) =>
        queue.metricApproximateNumberOfMessagesNotVisible({
          ...MAXIMUM,
          label: `${label}, in progress or between attempts`,
        }),
      ),
      leftYAxis: { min: 0 },
      rightYAxis: { min: 0 },
    }),
    new GraphWidget({
      title: 'Dead letters',
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
 * How much the bucket holds, and whether it meets its conditions. S3 counts everything in the bucket, once a day.
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
      title: 'Size of the bucket, once a day: choose a range of weeks',
      width: 16,
      left: [daily('BucketSizeBytes', 'StandardStorage', 'bytes')],
      right: [daily('NumberOfObjects', 'AllStorageTypes', 'all objects: revisions, journal and others')],
      leftLabel: 'bytes',
      rightLabel: 'objects',
    }),
    graph({
      title: 'Bucket conditions that do not hold',
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
 * @param pipelineFunctions the functions that a revision passes
 * @param others functions whose errors alone are shown: a dashboard of up to 50 metrics may be free of charge
 */
export function functionsSection(
  api: HttpApi,
  pipelineFunctions: readonly NamedFunction[],
  others: readonly NamedFunction[],
): IWidget[] {
  return [
    graph({
      title: 'Requests to the webhook',
      width: 6,
      left: [
        api.metricCount({ ...SUM, label: 'all' }),
        api.metricClientError({ ...SUM, label: '4xx: refused, or over the rate limit' }),
        api.metricServerError({ ...SUM, label: '5xx: failed' }),
      ],
    }),
    graph({
      title: 'Requests for clouds that are not configured',
      width: 6,
      left: [pipelineMetric(UNKNOWN_CLOUD, 'SignatureRejections', 'other').with({ ...SUM, label: 'webhook requests' })],
    }),
    graph({
      title: 'Failed and throttled calls of functions',
      width: 6,
      left: [
        ...[...pipelineFunctions, ...others].map(([name, fn]) => fn.metricErrors({ ...SUM, label: `${name}, errors` })),
        ...pipelineFunctions.map(([name, fn]) => fn.metricThrottles({ ...SUM, label: `${name}, throttled` })),
      ],
    }),
    graph({
      title: 'Longest call of a function',
      width: 6,
      left: pipelineFunctions.map(([name, fn]) => fn.metricDuration({ ...PERIOD, statistic: 'Maximum', label: name })),
      leftLabel: 'milliseconds',
    }),
  ];
}
