import { createInterface } from 'node:readline';
import type { OutputConfiguration } from 'commander';
import { printable } from '#shared/domain/text/printable.ts';

/** JSON escapes C0 only, and these can command a terminal as well. */
function escaped(json: string): string {
  return json.replaceAll(/[\u007f-\u009f]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

/** Where a command's words go: results to stdout, everything else to stderr. */
export class OperatorConsole {
  readonly #out: NodeJS.WriteStream;
  readonly #err: NodeJS.WriteStream;
  readonly #in: NodeJS.ReadStream;
  #line = '';

  constructor(out: NodeJS.WriteStream, err: NodeJS.WriteStream, input: NodeJS.ReadStream = process.stdin) {
    this.#out = out;
    this.#err = err;
    this.#in = input;
  }

  /** Where commander writes help and what is wrong with a command line. */
  get commander(): OutputConfiguration {
    return { writeOut: (text) => void this.#out.write(text), writeErr: (text) => void this.#err.write(text) };
  }

  /** Whether progress can be shown in a line that is replaced. */
  get isTerminal(): boolean {
    return this.#err.isTTY === true;
  }

  /** Whether somebody is there who sees a question and can answer it. */
  get canAsk(): boolean {
    return this.isTerminal && this.#in.isTTY === true;
  }

  /** A result, for people. By its lines, so that what ends a line within one of them is not of ours. */
  lines(lines: readonly string[]): void {
    this.#clear();
    this.#out.write(`${lines.map(printable).join('\n')}\n`);
  }

  /** The result as one JSON document. */
  json(document: unknown): void {
    this.#clear();
    this.#out.write(`${escaped(JSON.stringify(document, undefined, 2))}\n`);
  }

  /** One of several JSON documents, each on a line of its own. */
  jsonLine(document: unknown): void {
    this.#clear();
    this.#out.write(`${escaped(JSON.stringify(document))}\n`);
  }

  /** Something that is no result, in one line: a failure, a hint. */
  note(text: string): void {
    this.#clear();
    this.#err.write(`${printable(text)}\n`);
  }

  /**
   * Asks a question that only a plain yes answers with yes. False, too, when the signal is aborted or the input ends
   * before there is an answer.
   */
  async confirm(question: string, signal: AbortSignal): Promise<boolean> {
    this.#clear();
    // As no terminal: else readline would take Ctrl-C for itself.
    const reader = createInterface({ input: this.#in, terminal: false });
    const ended = new Promise<string>((resolve) => {
      reader.once('line', resolve);
      reader.once('close', () => resolve(''));
      signal.addEventListener('abort', () => resolve(''), { once: true });
    });
    this.#err.write(`${printable(question)} [y/N] `);
    try {
      return signal.aborted ? false : /^y(?:es)?$/i.test((await ended).trim());
    } finally {
      reader.close();
    }
  }

  /** Replaces the line that tells how far a command is; on a terminal only, as a log has no use for it. */
  progress(text: string): void {
    if (!this.isTerminal || text === this.#line) return;
    this.#clear();
    this.#line = text;
    // What wraps cannot be cleared again.
    this.#err.write(printable(text).slice(0, (this.#err.columns ?? 80) - 1));
  }

  #clear(): void {
    if (this.#line !== '') this.#err.write('\r\x1b[K');
    this.#line = '';
  }
}
