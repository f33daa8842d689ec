/** Whether this process must measure less: small sizes and few rounds, which show that everything works. */
export const quick = process.argv.includes('--quick');

/** Shows what is being measured. On stderr: stdout belongs to the figures. */
export function progress(line: string): void {
  process.stderr.write(`  ${line}\n`);
}

/** The middle one of some numbers, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low = Number.NaN, high = low] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return (low + high) / 2;
}

/** The median over the rounds of values divided by those of the same round, on which the machine weighed alike. */
export function medianRatio(values: readonly number[], bases: readonly number[]): number {
  return median(values.map((value, round) => value / (bases[round] ?? Number.NaN)));
}
