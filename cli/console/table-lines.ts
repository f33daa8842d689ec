import { alignedLines } from '#shared/domain/text/aligned.ts';
import { displayWidth } from '#shared/domain/text/display-width.ts';

/** A table, with the most important columns first. */
export interface Table {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Makes columns as wide as necessary, and aligns numbers to the right. */
function columnLines(all: readonly (readonly string[])[]): readonly string[] {
  const [titles = [], ...rows] = all;
  const isNumber = (column: number) => rows.every((row) => /^(?:[\d,]+|-)$/.test(row[column] ?? ''));
  return alignedLines(all, [...titles.keys()].filter(isNumber));
}

/** Formats a table, each row in one line. Of a table that is too wide, the last columns are left out. */
export function tableLines({ titles, rows }: Table, width: number): readonly string[] {
  const all = [titles, ...rows];
  const lines = columnLines(all);
  if (titles.length === 1 || lines.every((line) => displayWidth(line) <= width)) return lines;
  const [fewer = [], ...others] = all.map((row) => row.slice(0, titles.length - 1));
  return tableLines({ titles: fewer, rows: others }, width);
}
