import { EXIT_CODE, type ExitCode } from '../exit-code.ts';
import type { Line, LineStyle } from './line.ts';

const WORDS: Readonly<Record<ExitCode, readonly [word: string, style: LineStyle]>> = {
  [EXIT_CODE.done]: ['OK', 'success'],
  [EXIT_CODE.failed]: ['FAILED', 'failure'],
  [EXIT_CODE.usage]: ['NOT DONE', 'failure'],
  [EXIT_CODE.attention]: ['ATTENTION', 'warning'],
  [EXIT_CODE.interrupted]: ['INTERRUPTED', 'warning'],
};

/**
 * The last line of a command: a word for its exit code, the result and the next step.
 *
 * @param but what needs the operator although the code does not say so
 */
export function verdict(code: ExitCode, text: string, but = ''): Line {
  const [word, style] = WORDS[code];
  return { style, marked: but === '' ? `${word}:` : `${word}, but ${but}:`, rest: ` ${text}` };
}
