import { alignedLines } from '#shared/domain/text/aligned.ts';

/** One line of the report: the figure, and its target if it has one. */
export interface Figure {
  readonly what: string;
  readonly found: number | string;
  readonly wanted?: string;
  readonly reached: boolean;
}

/** A figure without a target. */
export function shown(what: string, found: number | string): Figure {
  return { what, found, reached: true };
}

/** A figure that must be 0. */
export function none(what: string, found: number): Figure {
  return { what, found, wanted: '0', reached: found === 0 };
}

/** A figure that must be at least `least`. */
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
  return alignedLines([['', 'found', 'target', ''], ...rows]).join('\n');
}

/** The last line of a report: whether every figure is reached. */
export function verdictLine(figures: readonly Figure[]): string {
  const missed = figures.filter(({ reached }) => !reached).length;
  return missed === 0 ? 'OK: every figure is reached.' : `FAILED: ${missed} of ${figures.length} figures are missed.`;
}
