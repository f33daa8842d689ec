import type { Metric } from './metric.ts';

/** One value of a series. */
export interface Sample {
  readonly metric: Metric;
  readonly value: number;
  /** As CloudWatch names units: `Count`, `Milliseconds`. */
  readonly unit: string;
  /** When it was measured, in ms since 1970. */
  readonly at: number;
}

/** Where samples come from. */
export interface SampleSource {
  /** What there is since it was last asked. */
  collect(): Promise<readonly Sample[]>;
}
