/** How the marked words of a line look on a terminal with colours. */
export type LineStyle = 'heading' | 'success' | 'warning' | 'failure';

/** A line that begins with marked words. */
interface MarkedLine {
  readonly style: LineStyle;
  readonly marked: string;
  readonly rest: string;
}

/** A line for people. */
export type Line = string | MarkedLine;

/** Marks a whole line as a heading. */
export function heading(marked: string): Line {
  return { style: 'heading', marked, rest: '' };
}

/** Marks a line that needs the operator, among other lines, with "!". */
export function remark(text: string, indent = ''): Line {
  return { style: 'warning', marked: `${indent}!`, rest: ` ${text}` };
}

/** Formats a line without its style. */
export function plainText(line: Line): string {
  return typeof line === 'string' ? line : `${line.marked}${line.rest}`;
}
