import type { Figure } from './figure.ts';

/** How a benchmark's process hands its figures to whoever started it: as JSON, the only thing it prints to stdout. */
export function publishFigures(figures: readonly Figure[]): void {
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
