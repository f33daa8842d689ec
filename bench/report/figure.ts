/** One line of the report. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'assets/s' | 'ms' | 'KB' | 'MB' | 'MB/s' | '×' | 's' | 'calls';
  /** What the value is to reach. */
  readonly limit?: { readonly atLeast: number } | { readonly atMost: number };
  /**
   * Whether falling short is a failure. Sizes and memory are the same on any machine; times are not, and are only
   * reported.
   */
  readonly binding: boolean;
}

/** The same figure, shown without a verdict. */
export function withoutTarget({ limit: _, ...figure }: Figure): Figure {
  return figure;
}

/** Whether a figure reaches its limit; one without a limit does. */
export function reaches({ value, limit }: Figure): boolean {
  if (limit === undefined) return true;
  return 'atLeast' in limit ? value >= limit.atLeast : value <= limit.atMost;
}
