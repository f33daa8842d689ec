import { styleText } from 'node:util';
import { padRight, secondsText } from './format.ts';

/** Where a display writes: a terminal or anything else. */
export type DisplayStream = NodeJS.WriteStream;

/** Something under way, shown while it lasts. */
export interface Activity {
  /** What is being done right now; shown on a terminal only. */
  detail(text: string): void;
  /** It is complete; `text` instead of its name, and its time at the end of the line unless `text` tells it. */
  done(text?: string): void;
  failed(text?: string): void;
}

type Format = Parameters<typeof styleText>[0];

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
const TIME_COLUMN = 66;
/** Some terminals do not tell their width. */
const USUAL_COLUMNS = 80;
/** Who sees no moving line shall know after this time what is being waited for. */
const PATIENCE_MS = 5_000;

/** Tells what happens: one live line on a terminal, plain lines elsewhere. Colours follow the terminal and NO_COLOR. */
export class Display {
  readonly #stream: DisplayStream;
  readonly #live: boolean;
  #clearLive: (() => void) | undefined;

  constructor(stream: DisplayStream) {
    this.#stream = stream;
    this.#live = stream.isTTY === true && process.env['TERM'] !== 'dumb';
  }

  /** Of the terminal; no limit elsewhere. */
  get columns(): number {
    return this.#stream.isTTY === true ? this.#stream.columns || USUAL_COLUMNS : Number.POSITIVE_INFINITY;
  }

  style(format: Format, text: string): string {
    return styleText(format, text, { stream: this.#stream });
  }

  line(text = ''): void {
    this.#clearLive?.();
    this.#stream.write(`${text}\n`);
  }

  heading(text: string): void {
    this.line(`\n${this.style('bold', text)}\n`);
  }

  /** Shows that something has begun. One at a time. */
  start(name: string): Activity {
    const began = performance.now();
    const elapsed = () => secondsText((performance.now() - began) / 1000);
    let detail = '';
    let frame = 0;
    const draw = () => {
      frame += 1;
      const text = `${FRAMES[frame % FRAMES.length]} ${name}${detail && `: ${detail}`}`;
      this.#draw(`  ${this.style('cyan', cut(text, this.columns - 14))}  ${this.style('dim', elapsed())}`);
    };
    const ticking = this.#live ? setInterval(draw, FRAME_MS) : setTimeout(() => this.line(`  … ${name}`), PATIENCE_MS);
    ticking.unref();
    if (this.#live) draw();
    const end = (sign: string, text = `${padRight(name, TIME_COLUMN)} ${elapsed().padStart(8)}`) => {
      clearTimeout(ticking);
      this.line(`  ${sign} ${text}`);
    };
    return {
      detail: (text) => {
        detail = text;
      },
      done: (text) => end(this.style('green', '✔'), text),
      failed: (text) => end(this.style('red', '✖'), text),
    };
  }

  /** Shows that some work is in progress until it has ended, well or not. */
  async during<Result>(name: string, work: (activity: Activity) => Promise<Result>): Promise<Result> {
    const activity = this.start(name);
    try {
      const result = await work(activity);
      activity.done();
      return result;
    } catch (error) {
      activity.failed();
      throw error;
    }
  }

  #draw(text: string): void {
    this.#stream.write(`\r\x1b[K${text}`);
    this.#clearLive = () => {
      this.#stream.write('\r\x1b[K');
      this.#clearLive = undefined;
    };
  }
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(width - 1, 0))}…` : text;
}
