import { describe, expect, test } from 'vitest';
import { InventoryLab } from '../doubles/inventory-lab.ts';
import { readCodeBlocks } from './code-blocks.ts';

/** The columns of the table that the page creates in Athena. */
async function columns(): Promise<readonly string[]> {
  const [, ddl = ''] = await readCodeBlocks('docs/inventory.md', 'sql');
  const list = /cloudinary_inventory \((.*?)\n\)/s.exec(ddl)?.[1] ?? '';
  return list.split(/,(?![^<]*>)/).map((column) => column.trim().split(' ')[0] ?? '');
}

describe('docs/inventory.md', () => {
  test('gives Athena a column for every field that a row has', async () => {
    const lab = new InventoryLab();
    lab.library.upload('photo', new Uint8Array(10), { tags: ['a'], context: { a: 'b' }, metadata: { c: 1 } });
    lab.library.upload('withdrawn', new Uint8Array(10));
    lab.library.withdraw('withdrawn');
    lab.rules = { exclude: { tags: ['no'] } };
    lab.library.upload('excluded', new Uint8Array(10), { tags: ['no'] });
    lab.pass(3600);
    const { startedAt } = await lab.run();
    const fields = new Set((await lab.rows(startedAt)).flatMap((row) => Object.keys(row)));
    expect(fields.size).toBeGreaterThan(20);
    expect([...fields].filter((field) => !['v'].includes(field))).toEqual(
      expect.arrayContaining(['status', 'key', 'detail', 'placeholder', 'context', 'metadata']),
    );
    const known = await columns();
    expect(known).toContain('coordinates');
    expect([...fields].filter((field) => !known.includes(field))).toEqual([]);
  });
});
