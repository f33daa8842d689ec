import type { OperatorConsole } from '../console/operator-console.ts';

/** How often a log, or a script, gets what has not changed, in milliseconds. */
const SELDOM_MS = 30_000;

/**
 * Reports how far a run is, in the way that suits the reader: a line that is replaced on a terminal, a line every half
 * minute in a log, a JSON object with each change for scripts.
 */
export class ProgressReporter {
  readonly #console: OperatorConsole;
  readonly #json: boolean;
  #reported = '';
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(console: OperatorConsole, json: boolean) {
    this.#console = console;
    this.#json = json;
  }

  /** @param document what scripts get */
  report(text: string, document: Readonly<Record<string, unknown>>, now: Date): void {
    this.#console.progress(text);
    const isDue = now.getTime() - this.#reportedAt >= SELDOM_MS;
    if (!(isDue || (this.#json && text !== this.#reported))) return;
    if (this.#json) this.#console.jsonLine({ type: 'progress', ...document });
    else if (!this.#console.isTerminal) this.#console.note(text);
    this.#reported = text;
    this.#reportedAt = now.getTime();
  }
}
