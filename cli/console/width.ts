import { COLUMNS } from '#shared/domain/text/display-width.ts';

/** Longer lines of help are hard to read, even on a wider terminal. */
const MAX_HELP_WIDTH = 100;

/** A stream to write to. */
interface Output {
  readonly isTTY?: boolean;
  /** 0 for a terminal that does not report its width. */
  readonly columns?: number;
}

/** How wide help may be: as wide as the terminal, and 80 columns on a pipe. */
export function helpWidth({ columns }: Output): number {
  return Math.min(columns || COLUMNS, MAX_HELP_WIDTH);
}

/** How wide a line may be: as wide as the terminal. On a pipe there is no limit: scripts find values whole. */
export function lineWidth({ isTTY = false, columns }: Output): number {
  return isTTY ? columns || COLUMNS : Number.POSITIVE_INFINITY;
}
