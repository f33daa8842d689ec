import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const DOCS = join(import.meta.dirname, '../../../docs');

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

/**
 * The commands of one section of a page under docs/: its `sh` blocks, in order and unchanged.
 *
 * @param anchor of the section's heading, as in an alarm's description
 * @throws Error if the page has no such section
 */
export async function commandsOf(page: string, anchor: string): Promise<readonly string[]> {
  const blocks = commandsIn(await readFile(join(DOCS, page), 'utf8'), anchor);
  if (blocks === undefined) throw new Error(`docs/${page} has no section #${anchor}`);
  return blocks;
}

/** Like {@link commandsOf}, for the text of a page; undefined if it has no such section. */
export function commandsIn(page: string, anchor: string): readonly string[] | undefined {
  let blocks: string[] | undefined;
  /** The level of the section's heading; 0 outside the section. */
  let level = 0;
  // Headings, and fenced blocks: these may be in a list, and their lines may look like headings.
  const parts = page.matchAll(/^( *)```(\w*)\n(.*?)^\1```$|^(#+) +([^\n]*)$/gms);
  for (const [, indent, language, code = '', marks = '', heading = ''] of parts) {
    if (marks !== '' && marks.length <= level) level = 0;
    if (marks !== '' && anchorOf(heading) === anchor) {
      level = marks.length;
      blocks = [];
    }
    if (language === 'sh' && level > 0) blocks?.push(code.replaceAll(new RegExp(`^${indent}`, 'gm'), '').trimEnd());
  }
  return blocks;
}
