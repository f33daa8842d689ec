import { BUCKET_VIOLATIONS, METRICS, type Metric } from '#shared/domain/metrics.ts';

/** The dimensions of a metric, by name. */
export type Dimensions = Readonly<Record<string, string>>;

/** Whether the pipeline publishes a series of this name with exactly these dimensions, for one of these clouds. */
export function isPublished(name: string, dimensions: Dimensions, clouds: readonly string[]): boolean {
  if (name === BUCKET_VIOLATIONS.name) return Object.keys(dimensions).join() === BUCKET_VIOLATIONS.dimension;
  const metrics: Readonly<Record<string, Metric>> = METRICS;
  const metric = metrics[name];
  const { cloud = '', ...others } = dimensions;
  if (metric === undefined || !clouds.includes(cloud)) return false;
  if (metric.by === undefined) return Object.keys(others).length === 0;
  const { [metric.by.dimension]: value = '', ...rest } = others;
  return metric.by.values.includes(value) && Object.keys(rest).length === 0;
}
