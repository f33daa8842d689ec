/** A series of values in CloudWatch: neither another dimension nor another value of one belongs to it. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One value of a series. */
export interface Sample {
  readonly metric: Metric;
  readonly value: number;
  /** As CloudWatch names units: `Count`, `Milliseconds`. */
  readonly unit: string;
  /** When it was measured, in ms since 1970. */
  readonly at: number;
}

/** So many of something, at a time in ms since 1970. */
export function countSample(metric: Metric, at: number, value = 1): Sample {
  return { metric, value, unit: 'Count', at };
}

/** Where samples come from. */
export interface SampleSource {
  /** What there is since it was last asked. */
  collect(): Promise<readonly Sample[]>;
  /** Closes its connections, if it has any. */
  close?(): void;
}
