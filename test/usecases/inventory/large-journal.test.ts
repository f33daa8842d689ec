import { expect, test } from 'vitest';
import { instantOfDate } from '../../../shared/domain/text/instant.ts';
import { journalSource } from '../../../shared/usecases/runs/journal-source.ts';
import { writeJournal } from '../../../shared/usecases/worker/write-journal.ts';
import { runDoubles } from '../../doubles/run-doubles.ts';

const MB = 1_000_000;

test('journal objects of an inventory that has learnt much are read a few at a time, each once', async () => {
  const { store, clock, dependencies } = runDoubles();
  const { signal, note } = dependencies();
  const sizes = [6, 6, 6, 20, 1, 1];
  for (const [index, size] of sizes.entries()) {
    clock.pass(60);
    const asset = { resource_type: 'image', type: 'upload', public_id: 'a', asset_id: `a${index}` };
    const details = { metadata: { text: 'x'.repeat(size * MB) } };
    const at = instantOfDate(clock.now());
    await writeJournal(
      'demo',
      [{ kind: 'observed', state: 'present', id: `id${index}`, at, cloud: 'demo', ...asset, details }],
      { store, now: clock.now(), entropy: new Uint8Array(10), writtenBy: {}, signal },
    );
  }
  const source = journalSource({
    cloud: 'demo',
    store,
    signal,
    note,
    linesOf: (entry) => [{ shard: 0, text: 'asset_id' in entry ? `${entry.asset_id}` : '' }],
    countsOf: () => ({}),
  });
  const pages: string[][] = [];
  for (let position = ''; ; ) {
    const page = await source.read(position);
    pages.push(page.lines.map(({ text }) => text));
    position = page.next;
    if (page.last) break;
  }
  expect(pages).toEqual([['a0', 'a1'], ['a2'], ['a3'], ['a4', 'a5']]);
});
