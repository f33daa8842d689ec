import type { OperatorConsole } from '../console/operator-console.ts';

/** How often a log, or a script, is told of what has not changed, in milliseconds. */
const SELDOM_MS = 30_000;

/**
 * Tells how far a run is, in the way that fits whoever listens: a line that is replaced on a terminal, a line every
 * half minute in a log, a JSON object with each change for scripts.
 */
export class ProgressTeller {
  readonly #console: OperatorConsole;
  readonly #json: boolean;
  #told = '';
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(console: OperatorConsole, json: boolean) {
    this.#console = console;
    this.#json = json;
  }

  /** @param document what scripts are told */
  tell(text: string, document: Readonly<Record<string, unknown>>, now: Date): void {
    this.#console.progress(text);
    const isDue = now.getTime() - this.#toldAt >= SELDOM_MS;
    if (!(this.#json ? isDue || text !== this.#told : isDue)) return;
    if (this.#json) this.#console.jsonLine({ type: 'progress', ...document });
    else if (!this.#console.isTerminal) this.#console.note(text);
    this.#told = text;
    this.#toldAt = now.getTime();
  }
}
