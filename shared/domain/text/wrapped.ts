import { displayWidth } from './display-width.ts';

/**
 * Words. A name in quotes is one, whatever it holds, and so is a command, up to the end of its line: both are pasted.
 */
const WORD = /"(?:[^"\\]|\\.)*"\S*|\.\/cloudinary-backup .*|\S+/g;

/**
 * A line broken between words if it is wider than a terminal. What continues is indented like the line, and a little
 * more if that is indented. A word that is too wide, as a key or an ARN may be, has a line of its own and stays whole.
 */
export function wrapped(line: string, width: number): readonly [...string[], string] {
  if (displayWidth(line) <= width) return [line];
  const indent = ' '.repeat(line.search(/[^ ]|$/));
  const continued = indent === '' ? '' : `${indent}  `;
  const lines: string[] = [];
  let current = '';
  for (const [word] of line.matchAll(WORD)) {
    const begun = current === '' ? `${indent}${word}` : `${current} ${word}`;
    if (current !== '' && displayWidth(begun) > width) {
      lines.push(current);
      current = `${continued}${word}`;
    } else current = begun;
  }
  return [...lines, current];
}

/** A text behind its beginning, such as a bullet or a name: what continues stands below the text. */
export function hanging(beginning: string, text: string, width: number): string {
  const indent = displayWidth(beginning);
  return beginning + wrapped(text, width - indent).join(`\n${' '.repeat(indent)}`);
}

/**
 * As many parts of a line as fit, from its beginning. Of a first part that is too wide itself, as many words as fit: no
 * word and no number is cut.
 */
export function fitting(parts: readonly string[], width: number): string {
  const joined = (count: number) => parts.slice(0, count).join(', ');
  const counts = parts.map((_, index) => parts.length - index);
  const most = counts.find((count) => displayWidth(joined(count)) <= width);
  if (most !== undefined) return joined(most);
  const [first = ''] = parts;
  return wrapped(first, width)[0];
}
