/** A series of values in CloudWatch, with exactly these dimensions and values. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One value of a series. */
export interface Sample {
  readonly metric: Metric;
  readonly value: number;
  /** CloudWatch's name of the unit: `Count`, `Milliseconds`. */
  readonly unit: string;
  /** When it was measured, in ms since 1970. */
  readonly at: number;
}

/** A number of things at a time in ms since 1970. */
export function countSample(metric: Metric, at: number, value = 1): Sample {
  return { metric, value, unit: 'Count', at };
}

/** Where samples come from. */
export interface SampleSource {
  /** The samples since the previous call. */
  collect(): Promise<readonly Sample[]>;
  /** Closes its connections, if it has any. */
  close?(): void;
}
