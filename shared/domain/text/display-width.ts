import truncatedWidth from 'fast-string-truncated-width';

/** The columns that every output fits, and those of a terminal that does not report its width. */
export const COLUMNS = 80;

/** How many columns of a terminal a text takes, without its colours: East Asian characters and emoji take two. */
export function displayWidth(text: string): number {
  // Composed: Hangul from macOS comes in parts, which a terminal draws as one character.
  return truncatedWidth(text.normalize()).width;
}

/** A plain text that ends in `…` where it would take more than `width` columns. */
export function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const characters = [...text];
  while (displayWidth(characters.join('')) >= width && characters.length > 0) characters.pop();
  return `${characters.join('')}…`;
}

/** A text with spaces to its right, up to a number of columns. */
export function padRight(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** A text with spaces to its left, up to a number of columns. */
export function padLeft(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}
