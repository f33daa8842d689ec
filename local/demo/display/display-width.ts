import { stripVTControlCharacters } from 'node:util';

/** Characters that take two columns of a terminal: East Asian ones and pictures. */
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u;

/** How many columns of a terminal a text takes, its colours not counted. */
export function displayWidth(text: string): number {
  return [...stripVTControlCharacters(text)].reduce((width, character) => width + (WIDE.test(character) ? 2 : 1), 0);
}

/** A text with spaces to its right, up to a number of columns. */
export function padRight(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** A text with spaces to its left, up to a number of columns. */
export function padLeft(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}
