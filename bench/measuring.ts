/** Whether this is a quick run: small sizes and few rounds, enough to show that everything works. */
export const quick = process.argv.includes('--quick');

/** Shows what is being measured. On stderr, because stdout is for the figures. */
export function progress(line: string): void {
  process.stderr.write(`  ${line}\n`);
}

/** The median of some numbers: the middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low = Number.NaN, high = low] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return (low + high) / 2;
}

/** The median, over the rounds, of each value divided by the base of the same round. The machine affects both alike. */
export function medianRatio(values: readonly number[], bases: readonly number[]): number {
  return median(values.map((value, round) => value / (bases[round] ?? Number.NaN)));
}
