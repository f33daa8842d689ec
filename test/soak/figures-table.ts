/** One line of the report: what was found, beside what was to be reached, where there is such a thing. */
export interface Figure {
  readonly what: string;
  readonly found: number | string;
  readonly wanted?: string;
  readonly reached: boolean;
}

/** A figure with nothing to reach. */
export function shown(what: string, found: number | string): Figure {
  return { what, found, reached: true };
}

/** A figure that must be 0. */
export function none(what: string, found: number): Figure {
  return { what, found, wanted: '0', reached: found === 0 };
}

/** A figure that must be so high. */
export function atLeast(what: string, found: number, least: number): Figure {
  return {
    what,
    found,
    wanted: `≥ ${least}`,
    reached: found >= least,
  };
}

/** The figures as a table. */
export function figuresTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, found, wanted = '', reached }) => [
    what,
    String(found),
    wanted,
    wanted === '' ? '' : reached ? 'ok' : 'MISSED',
  ]);
  const all = [['', 'found', 'to reach', ''], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return lines.map((line) => line.trimEnd()).join('\n');
}
