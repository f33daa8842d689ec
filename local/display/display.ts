import { styleText } from 'node:util';
import { COLUMNS, cut, padRight } from '#shared/domain/text/display-width.ts';
import { secondsText } from '#shared/domain/text/figure-text.ts';

/** Where a display writes: a terminal or anything else. */
export type DisplayStream = NodeJS.WriteStream;

/** Something in progress, shown while it lasts. */
export interface Activity {
  /** Shows what is being done right now; on a terminal only. */
  detail(text: string): void;
  /** It is complete. The line has its name and time, or `text` instead. */
  done(text?: string): void;
  failed(text?: string): void;
}

type Format = Parameters<typeof styleText>[0];

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
/** Moves to the beginning of the line and clears it. */
const WIPE = '\r\x1b[K';
const TIME_COLUMN = 66;
/** After this time, an output without a live line says what is in progress. */
const PATIENCE_MS = 5_000;

/** Shows progress: one live line on a terminal, plain lines elsewhere. Colours follow the terminal and NO_COLOR. */
export type Display = ReturnType<typeof displayOn>;

/** Shows progress on a stream. */
export function displayOn(stream: DisplayStream) {
  const live = stream.isTTY === true && process.env['TERM'] !== 'dumb';
  /** The terminal's columns; the usual number elsewhere, and for a terminal that does not report its width. */
  const columns = () => (stream.isTTY === true && stream.columns) || COLUMNS;
  const style = (format: Format, text: string) => styleText(format, text, { stream });
  let isDrawn = false;

  const line = (text = '') => {
    stream.write(`${isDrawn ? WIPE : ''}${text}\n`);
    isDrawn = false;
  };

  /** Shows that something has begun. One at a time. */
  const start = (name: string): Activity => {
    const began = performance.now();
    const elapsed = () => secondsText((performance.now() - began) / 1000);
    let detail = '';
    let frame = 0;
    const draw = () => {
      frame += 1;
      const text = cut(`${FRAMES[frame % FRAMES.length]} ${name}${detail && `: ${detail}`}`, columns() - 14);
      stream.write(`${WIPE}  ${style('cyan', text)}  ${style('dim', elapsed())}`);
      isDrawn = true;
    };
    const ticking = live ? setInterval(draw, FRAME_MS) : setTimeout(() => line(`  … ${name}`), PATIENCE_MS);
    ticking.unref();
    if (live) draw();
    const end = (sign: string, text = `${padRight(name, TIME_COLUMN)} ${elapsed().padStart(8)}`) => {
      clearTimeout(ticking);
      line(`  ${sign} ${text}`);
    };
    return {
      detail: (text) => {
        detail = text;
      },
      done: (text) => end(style('green', '✔'), text),
      failed: (text) => end(style('red', '✖'), text),
    };
  };

  /** Shows that some work is in progress until it has succeeded or failed. */
  const during = async <Result>(name: string, work: (activity: Activity) => Promise<Result>): Promise<Result> => {
    const activity = start(name);
    try {
      const result = await work(activity);
      activity.done();
      return result;
    } catch (error) {
      activity.failed();
      throw error;
    }
  };

  return { columns, style, line, heading: (text: string) => line(`\n${style('bold', text)}\n`), start, during };
}
