/**
 * What CloudWatch makes of the values of a period: `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, or a percentile
 * like `p90`, by nearest rank. Undefined without values.
 *
 * @throws Error for a statistic that it does not know
 */
export function statisticOf(values: readonly number[], statistic: string): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const sum = sorted.reduce((total, value) => total + value, 0);
  const [, percent] = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(statistic) ?? [];
  if (percent !== undefined) return sorted[Math.max(Math.ceil((Number(percent) / 100) * sorted.length), 1) - 1];
  if (!['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'].includes(statistic))
    throw new Error(`No statistic ${statistic}`);
  if (sorted.length === 0) return undefined;
  if (statistic === 'Sum') return sum;
  if (statistic === 'Average') return sum / sorted.length;
  if (statistic === 'SampleCount') return sorted.length;
  return statistic === 'Minimum' ? sorted[0] : sorted.at(-1);
}
