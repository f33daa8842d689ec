import type { Metric, Sample } from './sample.ts';

/** Every sample so far, by its series. */
export type MetricStore = ReturnType<typeof metricStore>;

/** An empty store. */
export function metricStore() {
  const samples = new Map<string, Sample[]>();
  const seriesOf = (metric: Metric) => samples.get(metricText(metric)) ?? [];
  return {
    add(sample: Sample): void {
      const series = seriesOf(sample.metric);
      series.push(sample);
      samples.set(metricText(sample.metric), series);
    },
    /** The values of one series that were measured from `from` on and before `to`, both in ms since 1970. */
    values: (metric: Metric, from: number, to: number): readonly number[] =>
      seriesOf(metric)
        .filter(({ at }) => at >= from && at < to)
        .map(({ value }) => value),
  };
}

/** The same text for the same series, whatever the order of its dimensions. */
function metricText({ namespace, name, dimensions }: Metric): string {
  return JSON.stringify([namespace, name, ...Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
