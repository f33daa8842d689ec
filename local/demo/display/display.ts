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
/** Back to the beginning of the line, which is emptied. */
const WIPE = '\r\x1b[K';
const TIME_COLUMN = 66;
/** Some terminals do not tell their width. */
const USUAL_COLUMNS = 80;
/** Who sees no moving line shall know after this time what is being waited for. */
const PATIENCE_MS = 5_000;

/** Tells what happens: one live line on a terminal, plain lines elsewhere. Colours follow the terminal and NO_COLOR. */
export type Display = ReturnType<typeof displayOn>;

/** Tells what happens on a stream. */
export function displayOn(stream: DisplayStream) {
  const live = stream.isTTY === true && process.env['TERM'] !== 'dumb';
  /** Of the terminal; no limit elsewhere. */
  const columns = () => (stream.isTTY === true ? stream.columns || USUAL_COLUMNS : Number.POSITIVE_INFINITY);
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

  /** Shows that some work is in progress until it has ended, well or not. */
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

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(width - 1, 0))}…` : text;
}
