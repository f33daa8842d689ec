import type { Metric, Sample } from './sample.ts';

/** Every sample that was ever taken, by its series. */
export class MetricStore {
  readonly #samples = new Map<string, Sample[]>();

  add(sample: Sample): void {
    const key = metricText(sample.metric);
    const series = this.#samples.get(key);
    if (series === undefined) this.#samples.set(key, [sample]);
    else series.push(sample);
  }

  /** The values of one series that were measured from `from` on and before `to`, both in ms since 1970. */
  values(metric: Metric, from: number, to: number): readonly number[] {
    const series = this.#samples.get(metricText(metric)) ?? [];
    return series.filter(({ at }) => at >= from && at < to).map(({ value }) => value);
  }
}

/** The same text for the same series, in whatever order its dimensions stand. */
function metricText({ namespace, name, dimensions }: Metric): string {
  return JSON.stringify([namespace, name, ...Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
