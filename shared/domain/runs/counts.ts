/** Counts with others added to them, name by name. */
export function addCounts<Counts extends Readonly<Record<keyof Counts, number>>>(
  counts: Counts,
  more: { readonly [Name in keyof Counts]?: number },
): Counts {
  const sum: Record<string, number> = { ...counts };
  for (const [name, count] of Object.entries<number>(more as Readonly<Record<string, number>>)) {
    sum[name] = (sum[name] ?? 0) + count;
  }
  return sum as Counts; // it has the names of both
}

/** The sum of their bytes. */
export function bytesOf(all: readonly { readonly bytes: number }[]): number {
  return all.reduce((sum, { bytes }) => sum + bytes, 0);
}
