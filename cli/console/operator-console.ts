import { createInterface } from 'node:readline';
import { styleText } from 'node:util';
import type { OutputConfiguration } from 'commander';
import { printable } from '#shared/domain/text/printable.ts';
import { fitting, wrapped } from '#shared/domain/text/wrapped.ts';
import { type Line, type LineStyle, plainText } from './line.ts';
import { helpWidth, lineWidth } from './width.ts';

const FORMATS: Readonly<Record<LineStyle, Parameters<typeof styleText>[0]>> = {
  heading: 'bold',
  success: ['bold', 'green'],
  warning: ['bold', 'yellow'],
  failure: ['bold', 'red'],
};

/**
 * Escapes the characters that JSON leaves unescaped and {@link printable} does not: they can command a terminal too, or
 * turn the direction of its text. A line break stays, because within a string JSON itself escapes it.
 */
function escaped(json: string): string {
  return json.replaceAll(/[^\P{C}\n]|[\u2028\u2029]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** Formats a line for an output: harmless, broken to fit a terminal, and marked if the terminal has colours. */
function rendered(line: Line, output: NodeJS.WriteStream): string {
  const text = wrapped(printable(plainText(line)), lineWidth(output)).join('\n');
  if (typeof line === 'string') return text;
  const marked = printable(line.marked);
  // A mark that is itself broken stays plain.
  if (!text.startsWith(marked)) return text;
  return `${styleText(FORMATS[line.style], marked, { stream: output })}${text.slice(marked.length)}`;
}

/** The output of a command: results to stdout, everything else to stderr. */
export class OperatorConsole {
  readonly #out: NodeJS.WriteStream;
  readonly #err: NodeJS.WriteStream;
  readonly #in: NodeJS.ReadStream;
  #line = '';
  #isAsking = false;

  constructor(out: NodeJS.WriteStream, err: NodeJS.WriteStream, input: NodeJS.ReadStream = process.stdin) {
    this.#out = out;
    this.#err = err;
    this.#in = input;
  }

  /** The output of commander: help. What is wrong with a command line is a verdict, which the program notes. */
  get commander(): OutputConfiguration {
    return {
      writeOut: (text) => void this.#out.write(text),
      writeErr: (text) => void this.#err.write(text),
      outputError: () => {},
      getOutHelpWidth: () => helpWidth(this.#out),
      getErrHelpWidth: () => helpWidth(this.#err),
    };
  }

  /** How wide a table may be before its lines are broken. */
  get width(): number {
    return lineWidth(this.#out);
  }

  /** Whether the console can show progress in a line that it replaces. */
  get isTerminal(): boolean {
    return this.#err.isTTY === true;
  }

  /** Whether there is a terminal for a question and its answer. */
  get canAsk(): boolean {
    return this.isTerminal && this.#in.isTTY === true;
  }

  /** Prints a result for people. It escapes a line break within a line, which is not ours. */
  lines(lines: readonly Line[]): void {
    this.#clear();
    this.#out.write(`${lines.map((line) => rendered(line, this.#out)).join('\n')}\n`);
  }

  /** Prints the result as one JSON document. */
  json(document: unknown): void {
    this.#clear();
    this.#out.write(`${escaped(JSON.stringify(document, undefined, 2))}\n`);
  }

  /** Prints one of several JSON documents, each on its own line. */
  jsonLine(document: unknown): void {
    this.#clear();
    this.#out.write(`${escaped(JSON.stringify(document))}\n`);
  }

  /** Prints a line that is not a result: a failure, a hint. */
  note(line: Line): void {
    this.#clear();
    this.#err.write(`${rendered(line, this.#err)}\n`);
  }

  /** Notes that Ctrl-C was pressed while a step is running. A question ends at once, and needs no note. */
  noteInterruption(): void {
    if (this.#isAsking) return;
    this.note('Interrupted: completing the current step. Press Ctrl-C again to stop at once.');
  }

  /**
   * Asks a question. Only a plain yes is a yes. If the signal is aborted or the input ends before an answer, the answer
   * is no, and what follows begins a new line.
   */
  async confirm(question: string, signal: AbortSignal): Promise<boolean> {
    this.#clear();
    // With a terminal, readline would handle Ctrl-C itself.
    const reader = createInterface({ input: this.#in, terminal: false });
    const ended = new Promise<string | undefined>((resolve) => {
      reader.once('line', resolve);
      reader.once('close', () => resolve(undefined));
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    this.#err.write(`${printable(question)} [y/N] `);
    this.#isAsking = true;
    try {
      const answer = signal.aborted ? undefined : await ended;
      if (answer === undefined) this.#err.write('\n');
      return /^y(?:es)?$/i.test(answer?.trim() ?? '');
    } finally {
      this.#isAsking = false;
      reader.close();
    }
  }

  /**
   * Replaces the line that shows progress. On a terminal only: a log has no use for it.
   *
   * @param parts the most important first: those at the end are omitted if the terminal is too narrow
   */
  progress(parts: readonly string[]): void {
    // One column is left: a line that fills the last one cannot be cleared.
    const text = fitting(parts.map(printable), lineWidth(this.#err) - 1);
    if (!this.isTerminal || text === this.#line) return;
    this.#clear();
    this.#line = text;
    this.#err.write(text);
  }

  #clear(): void {
    if (this.#line !== '') this.#err.write('\r\x1b[K');
    this.#line = '';
  }
}
