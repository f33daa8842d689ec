import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const DOCS = join(import.meta.dirname, '../../../docs');

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

/**
 * The commands of one section of a page under docs/: its `sh` blocks, in their order, as they stand there.
 *
 * @param anchor of the section's heading, as an alarm's description names it
 * @throws Error if the page has no such section
 */
export async function commandsOf(page: string, anchor: string): Promise<readonly string[]> {
  const blocks = commandsIn(await readFile(join(DOCS, page), 'utf8'), anchor);
  if (blocks === undefined) throw new Error(`docs/${page} has no section #${anchor}`);
  return blocks;
}

/** As {@link commandsOf}, in the text of a page; undefined without such a section. */
export function commandsIn(page: string, anchor: string): readonly string[] | undefined {
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
  return found ? blocks : undefined;
}
