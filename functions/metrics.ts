import { BUCKET_VIOLATIONS, METRIC_NAMESPACE, METRICS, type MetricName } from '#shared/domain/metrics.ts';

/** How many values of one metric a line may have at most. */
export const MAX_VALUES = 100;

/** A metric whose unit {@link publishMetrics} knows. */
export type PublishedMetric = MetricName | typeof BUCKET_VIOLATIONS.name;

/** What one log line publishes: all of its metrics have the same dimensions. */
export interface Publication {
  /** Names and values. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** For each metric, in its unit, one value or up to {@link MAX_VALUES}, from which CloudWatch computes percentiles. */
  readonly values: Readonly<Partial<Record<PublishedMetric, number | readonly number[]>>>;
  /** What else the line says, for readers of the log. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

const UNITS: ReadonlyMap<string, string> = new Map(
  [...Object.entries(METRICS), [BUCKET_VIOLATIONS.name, BUCKET_VIOLATIONS] as const].map(([name, { unit }]) => [
    name,
    unit,
  ]),
);

/**
 * A line in CloudWatch's embedded metric format. CloudWatch turns it into metrics wherever it is in a function's log.
 *
 * We do not use the Metrics of Powertools: they add a dimension `service`, lose every dimension once a metric has 100
 * values, accept only strings as metadata, cannot be part of a line of the Logger, and take 12 KB more.
 *
 * Source:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricsLine({ dimensions, values, metadata }: Publication): Readonly<Record<string, unknown>> {
  return {
    ...metadata,
    ...dimensions,
    ...values,
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [Object.keys(dimensions)],
          Metrics: Object.keys(values).map((name) => ({ Name: name, Unit: UNITS.get(name) })),
        },
      ],
    },
  };
}

/** Publishes metrics by a log line. This makes no call and cannot fail. */
export function publishMetrics(publication: Publication): void {
  // Not by the console: Lambda puts the time and the request in front of its lines.
  process.stdout.write(`${JSON.stringify(metricsLine(publication))}\n`);
}
