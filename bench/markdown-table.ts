/** A longer cell is hard to read: its text belongs under the table. */
const MAX_CELL_LENGTH = 200;

/**
 * A table in Markdown. Its columns are padded, to be read as text too.
 *
 * @param head a colon at the end of a name aligns the column to the right, as it does in Markdown's rule
 * @throws Error for a cell that is too long
 */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const heads = head.map((text) => text.replace(/:$/, ''));
  const tooLong = rows.flat().find((cell) => cell.length > MAX_CELL_LENGTH);
  if (tooLong !== undefined) throw new Error(`A cell is longer than ${MAX_CELL_LENGTH} characters: ${tooLong}`);
  const widths = heads.map((_, column) => Math.max(3, ...[heads, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], filler = ' ') => {
    const padded = widths.map((width, column) => {
      const cell = cells[column] ?? '';
      return head[column]?.endsWith(':') ? cell.padStart(width, filler) : cell.padEnd(width, filler);
    });
    return `| ${padded.join(' | ')} |`;
  };
  const rule = head.map((text) => (text.endsWith(':') ? ':' : ''));
  return [line(heads), line(rule, '-'), ...rows.map((row) => line(row))].join('\n');
}
