import { printable } from './printable.ts';

/** Where a command's words go: results to stdout, everything else to stderr. */
export class OperatorConsole {
  readonly #out: NodeJS.WriteStream;
  readonly #err: NodeJS.WriteStream;
  #line = '';

  constructor(out: NodeJS.WriteStream, err: NodeJS.WriteStream) {
    this.#out = out;
    this.#err = err;
  }

  /** A result, for people. By its lines, so that what ends a line within one of them is not of ours. */
  lines(lines: readonly string[]): void {
    this.#clear();
    this.#out.write(`${lines.map(printable).join('\n')}\n`);
  }

  /** The result as one JSON document. */
  json(document: unknown): void {
    this.#clear();
    // JSON escapes C0 only, and these can command a terminal as well.
    const text = JSON.stringify(document, undefined, 2).replaceAll(
      /[\u007f-\u009f]/g,
      (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
    );
    this.#out.write(`${text}\n`);
  }

  /** Something that is no result, in one line: a failure, a hint. */
  note(text: string): void {
    this.#clear();
    this.#err.write(`${printable(text)}\n`);
  }

  /** Replaces the line that tells how far a command is; on a terminal only, as a log has no use for it. */
  progress(text: string): void {
    if (this.#err.isTTY !== true || text === this.#line) return;
    this.#clear();
    this.#line = text;
    this.#err.write(printable(text));
  }

  #clear(): void {
    if (this.#line !== '') this.#err.write('\r\x1b[K');
    this.#line = '';
  }
}
