/**
 * A line as a terminal, or a mail, may show it: names and reasons come from messages, and must neither move its cursor
 * nor end the line, after which they could write lines that look like ours.
 */
export function printable(line: string): string {
  return line.replaceAll(/[\p{C}\u2028\u2029]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
