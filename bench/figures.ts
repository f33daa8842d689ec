import { alignedLines } from '#shared/domain/text/aligned.ts';
import { displayWidth } from '#shared/domain/text/display-width.ts';

/** A measured value: one line of the report. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: keyof typeof DECIMALS;
  /** What the value must reach. */
  readonly limit?: { readonly atLeast: number } | { readonly atMost: number } | undefined;
}

/** A figure as the report gets it. */
export interface PublishedFigure extends Figure {
  /** Whether a missed limit fails the run. */
  readonly binding: boolean;
}

const DECIMALS = { 'assets/s': 0, KB: 0, MB: 1, 'MB/s': 0, ms: 2, '×': 2, s: 1, calls: 0 } as const;
/** Sizes, memory and calls are the same on every machine. Times are not, and are only reported. */
const BINDING: readonly string[] = ['KB', 'MB', 'calls'] satisfies Figure['unit'][];

/** Hands the figures of a benchmark to its parent process: as JSON, the only thing on stdout. */
export function publishFigures(figures: readonly Figure[]): void {
  const published: PublishedFigure[] = figures.map((figure) => ({ ...figure, binding: BINDING.includes(figure.unit) }));
  process.stdout.write(`${JSON.stringify(published)}\n`);
}

/** Whether a figure meets its limit, or has none. */
export function meetsLimit({ value, limit }: Figure): boolean {
  if (limit === undefined) return true;
  return 'atLeast' in limit ? value >= limit.atLeast : value <= limit.atMost;
}

/** The figures as a plain-text table, each beside its limit. */
export function figuresTable(figures: readonly PublishedFigure[]): string {
  const rows = figures.map((figure) => [figure.what, format(figure.value, figure), limitText(figure), outcome(figure)]);
  const lines = alignedLines([['figure', 'measured', 'limit', ''], ...rows], [1, 2]);
  lines.splice(1, 0, '-'.repeat(Math.max(...lines.map(displayWidth))));
  return lines.join('\n');
}

function format(value: number, { unit }: Figure): string {
  return `${value.toFixed(DECIMALS[unit])} ${unit}`;
}

function limitText(figure: Figure): string {
  const { limit } = figure;
  if (limit === undefined) return '';
  return 'atLeast' in limit ? `≥ ${format(limit.atLeast, figure)}` : `≤ ${format(limit.atMost, figure)}`;
}

function outcome(figure: PublishedFigure): string {
  if (figure.limit === undefined) return '';
  if (meetsLimit(figure)) return 'ok';
  return figure.binding ? 'FAILED' : 'missed (a time: it does not fail the run)';
}
