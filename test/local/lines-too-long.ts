import { stripVTControlCharacters } from 'node:util';

/** Characters that take two columns, counted by their code points alone: the product has a ruler of its own. */
const WIDE = /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/gu;

/** The lines of an output that a terminal of 80 columns would break. An empty output counts too. */
export function linesTooLong(output: string): string[] {
  const lines = stripVTControlCharacters(output).split('\n');
  const columns = (line: string) => [...line].length + (line.match(WIDE)?.length ?? 0);
  return output.trim() === '' ? ['(no output)'] : lines.filter((line) => columns(line) > 80);
}
