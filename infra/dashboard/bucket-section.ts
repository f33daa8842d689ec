import { Duration } from 'aws-cdk-lib';
import { type IWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { bucketViolations } from '../pipeline-metric.ts';
import { graph } from './widgets.ts';

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
