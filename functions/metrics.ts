import { BUCKET_VIOLATIONS, METRIC_NAMESPACE, METRICS, type MetricName } from '#shared/domain/metrics.ts';

/** The most values that one line may give of one metric. */
export const MAX_VALUES = 100;

/** A metric that {@link publishMetrics} knows the unit of. */
export type PublishedMetric = MetricName | typeof BUCKET_VIOLATIONS.name;

/** What one line of the log publishes: all of its metrics have the same dimensions. */
export interface Publication {
  /** Names and values. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Of each metric one value, or up to {@link MAX_VALUES} of which CloudWatch makes percentiles; in the unit of the metric. */
  readonly values: Readonly<Partial<Record<PublishedMetric, number | readonly number[]>>>;
  /** What else the line tells whoever reads the log. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

const UNITS: ReadonlyMap<string, string> = new Map(
  [...Object.entries(METRICS), [BUCKET_VIOLATIONS.name, BUCKET_VIOLATIONS] as const].map(([name, { unit }]) => [
    name,
    unit,
  ]),
);

/**
 * A line in CloudWatch's embedded metric format, which becomes metrics wherever in the log of a function it stands.
 *
 * Not by the Metrics of Powertools: they add a dimension `service`, lose every dimension once a metric has 100 values, take
 * only strings as metadata, and cannot go into a line of the Logger; 12 KB more than these few lines.
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

/** Publishes metrics by a line of the log. Costs no call, and cannot fail. */
export function publishMetrics(publication: Publication): void {
  // Past the console, in front of whose lines Lambda writes the time and the request.
  process.stdout.write(`${JSON.stringify(metricsLine(publication))}\n`);
}
