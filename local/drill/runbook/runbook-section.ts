import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '../../../docs/runbook.md');

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

/**
 * The commands of one section of the runbook: its `sh` blocks, in their order, as they stand on the page.
 *
 * @param anchor of the section's heading, as an alarm's description names it
 * @throws Error if the page has no such section
 */
export async function runbookSection(anchor: string): Promise<readonly string[]> {
  const page = await readFile(PAGE, 'utf8');
  return sectionOf(page, anchor);
}

/** As {@link runbookSection}, in the text of a page. */
export function sectionOf(page: string, anchor: string): readonly string[] {
  const lines = page.split('\n');
  const blocks: string[] = [];
  let block: string[] | undefined;
  let level = 0;
  let found = false;
  for (const line of lines) {
    const [, marks = '', heading = ''] = block === undefined ? (/^(#+)\s+(.*)$/.exec(line) ?? []) : [];
    if (marks !== '' && marks.length <= level) level = 0;
    if (marks !== '' && level === 0 && anchorOf(heading) === anchor) [level, found] = [marks.length, true];
    if (line.startsWith('```')) {
      if (block !== undefined && level > 0) blocks.push(block.join('\n'));
      block = block === undefined && line === '```sh' ? [] : undefined;
    } else block?.push(line);
  }
  if (!found) throw new Error(`docs/runbook.md has no section #${anchor}`);
  return blocks;
}
