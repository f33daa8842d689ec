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

/** The rows with each column as wide as its widest cell; those columns in `toTheRight` have their spaces on the left. */
export function aligned(rows: readonly (readonly string[])[], toTheRight: readonly number[]): string[][] {
  const width = (column: number) => Math.max(...rows.map((row) => displayWidth(row[column] ?? '')));
  return rows.map((row) =>
    row.map((cell, column) => (toTheRight.includes(column) ? padLeft : padRight)(cell, width(column))),
  );
}

/** `0.42 s`, `12.3 s` */
export function secondsText(seconds: number): string {
  return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}

/** `812 B`, `4.1 KB`, `1.2 MB` */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
