/** Text as a terminal may show it: names and reasons come from messages, and must not move its cursor. */
export const printable = (text: string): string =>
  // Line feeds are ours; everything else that is no visible character is shown as its number.
  text.replaceAll(/[^\P{C}\n]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
