/** The kinds of runs. */
export type RunKind = 'inventory' | 'verify';

/** The report of the process that made a run. Memory is resident, in bytes. */
export interface MeasuredRun {
  /** After the imports and a garbage collection. */
  readonly rssAtStart: number;
  readonly rssAtEnd: number;
  /** The highest in each second; `at` in milliseconds since 1970. */
  readonly samples: readonly { readonly at: number; readonly rss: number }[];
  readonly steps: number;
  readonly cpuMs: number;
  readonly report: Readonly<Record<string, unknown>>;
}
