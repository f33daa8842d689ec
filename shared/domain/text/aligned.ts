import { displayWidth, padLeft, padRight } from './display-width.ts';

type Rows = readonly (readonly string[])[];

/** The rows with each column as wide as its widest cell; columns in `toTheRight` are aligned to the right. */
export function aligned(rows: Rows, toTheRight: readonly number[] = []): string[][] {
  const width = (column: number) => Math.max(...rows.map((row) => displayWidth(row[column] ?? '')));
  return rows.map((row) =>
    row.map((cell, column) => (toTheRight.includes(column) ? padLeft : padRight)(cell, width(column))),
  );
}

/** The rows, aligned, as lines. */
export function alignedLines(rows: Rows, toTheRight: readonly number[] = []): string[] {
  return aligned(rows, toTheRight).map((row) => row.join('  ').trimEnd());
}
