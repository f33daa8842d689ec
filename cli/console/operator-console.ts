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

  /** A result, for people. */
  text(text: string): void {
    this.#clear();
    this.#out.write(`${printable(text)}\n`);
  }

  /** The result as one JSON document. */
  json(document: unknown): void {
    this.#clear();
    this.#out.write(`${JSON.stringify(document, undefined, 2)}\n`);
  }

  /** Something that is no result: a failure, a hint. */
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
