interface EmbeddedMetrics {
  readonly CloudWatchMetrics?: readonly {
    readonly Namespace: string;
    readonly Dimensions: readonly (readonly string[])[];
    readonly Metrics: readonly { readonly Name: string }[];
  }[];
}

function seriesOf(line: string): string[] {
  if (!line.startsWith('{') || !line.includes('"_aws"')) return [];
  // A line of the functions: an object by its first character.
  const entry = JSON.parse(line) as Readonly<Record<string, unknown>> & { readonly _aws?: EmbeddedMetrics };
  return (entry._aws?.CloudWatchMetrics ?? []).flatMap(({ Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name }) => [Name, ...names.map((name) => `${name}=${entry[name]}`)].join(' ')),
    ),
  );
}

/**
 * The series that CloudWatch would make of log lines, each once: a metric with the values of its dimensions.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricSeries(lines: readonly string[]): readonly string[] {
  return [...new Set(lines.flatMap(seriesOf))].toSorted();
}
