/** One line of the report, as a benchmark measures it. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: keyof typeof DECIMALS;
  /** What the value must reach. */
  readonly limit?: { readonly atLeast: number } | { readonly atMost: number } | undefined;
}

/** A figure of a benchmark that has ended. */
export interface PublishedFigure extends Figure {
  /** Whether falling short is a failure. */
  readonly binding: boolean;
}

const DECIMALS = { 'assets/s': 0, KB: 0, MB: 1, 'MB/s': 0, ms: 2, '×': 2, s: 1, calls: 0 } as const;
/** Sizes, memory and calls are the same on any machine; times are not, and are only reported. */
const BINDING: readonly string[] = ['KB', 'MB', 'calls'] satisfies Figure['unit'][];

/** Writes the figures of a benchmark's process for the one that started it: as JSON, the only thing on stdout. */
export function publishFigures(figures: readonly Figure[]): void {
  const published: PublishedFigure[] = figures.map((figure) => ({ ...figure, binding: BINDING.includes(figure.unit) }));
  process.stdout.write(`${JSON.stringify(published)}\n`);
}

/** Whether a figure reaches its limit; one without a limit does. */
export function reaches({ value, limit }: Figure): boolean {
  if (limit === undefined) return true;
  return 'atLeast' in limit ? value >= limit.atLeast : value <= limit.atMost;
}

/** The figures as a table in text, each beside its limit. */
export function figuresTable(figures: readonly PublishedFigure[]): string {
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

function verdict(figure: PublishedFigure): string {
  if (figure.limit === undefined) return '';
  if (reaches(figure)) return 'ok';
  return figure.binding ? 'FAILED' : 'short (a time: it does not fail the run)';
}
