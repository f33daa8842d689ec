import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  BUCKET_VIOLATIONS,
  METRIC_NAMESPACE,
  METRICS,
  type MetricName,
  type Metric as PublishedMetric,
} from '#shared/domain/metrics.ts';

/** The value of a metric's other dimension, besides the cloud; nothing for a metric that has none. */
type DimensionValue<Name extends MetricName> = (typeof METRICS)[Name] extends {
  readonly by: { readonly values: readonly (infer Value extends string)[] };
}
  ? [value: Value]
  : [];

/** The metrics that have no dimension but the cloud. */
export type PlainMetric = { [Name in MetricName]: DimensionValue<Name> extends [] ? Name : never }[MetricName];

/**
 * A metric that the pipeline publishes for a cloud, with exactly the dimensions that it is published with: one more or
 * one less names another series, which never gets data. The caller sets statistic and period by `with`.
 */
export function pipelineMetric<Name extends MetricName>(
  cloud: string,
  name: Name,
  ...[value]: DimensionValue<Name>
): Metric {
  const { by }: PublishedMetric = METRICS[name];
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: name,
    dimensionsMap: { cloud, ...(by !== undefined && value !== undefined && { [by.dimension]: value }) },
  });
}

/** What the check of a stack's bucket found at its last run, over all clouds. */
export function bucketViolations(stackName: string): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: BUCKET_VIOLATIONS.name,
    dimensionsMap: { [BUCKET_VIOLATIONS.dimension]: stackName },
  });
}
