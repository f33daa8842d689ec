import { type Figure, reaches } from './figure.ts';

const DECIMALS = { 'assets/s': 0, KB: 0, MB: 1, 'MB/s': 0, ms: 2, '×': 2, s: 1, calls: 0 } as const;

/** The figures as a table in text, each beside what it is to reach. */
export function figuresTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [figure.what, format(figure.value, figure), target(figure), verdict(figure)]);
  const all = [['figure', 'measured', 'to reach', ''], ...rows];
  const width = (column: number): number => Math.max(...all.map((row) => row[column]?.length ?? 0));
  const [what, measured, toReach] = [width(0), width(1), width(2)];
  const lines = all.map(([a = '', b = '', c = '', d = '']) =>
    `${a.padEnd(what)}  ${b.padStart(measured)}  ${c.padStart(toReach)}  ${d}`.trimEnd(),
  );
  lines.splice(1, 0, '-'.repeat(Math.max(...lines.map((line) => line.length))));
  return lines.join('\n');
}

function format(value: number, { unit }: Figure): string {
  return `${value.toFixed(DECIMALS[unit])} ${unit}`;
}

function target(figure: Figure): string {
  const { limit } = figure;
  if (limit === undefined) return '';
  return 'atLeast' in limit ? `≥ ${format(limit.atLeast, figure)}` : `≤ ${format(limit.atMost, figure)}`;
}

function verdict(figure: Figure): string {
  if (figure.limit === undefined) return '';
  if (reaches(figure)) return 'ok';
  return figure.binding ? 'FAILED' : 'short (a time: it does not fail the run)';
}
