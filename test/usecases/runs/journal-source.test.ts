import { describe, expect, it } from 'vitest';
import { journalFolder, journalKey, journalKeyBefore } from '#shared/domain/bucket/bucket-layout.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { journalSource } from '#shared/usecases/runs/journal-source.ts';
import type { SpoolPage, SpoolSource } from '#shared/usecases/runs/spool-source.ts';
import { runDoubles } from '#test/doubles/run-doubles.ts';

function entry(public_id: string, more: object = {}) {
  const at = '2026-11-21T02:00:00.000Z';
  const asset = { resource_type: 'image', type: 'upload', public_id };
  return { v: 1, id: `id-${public_id}`, at, recorded_at: at, cloud: 'demo', kind: 'deleted', ...asset, ...more };
}

function fileOf(...lines: readonly (object | string)[]) {
  return Buffer.from(lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
}

function setup() {
  const doubles = runDoubles();
  const nameOf = (entry: JournalEntry) => ('public_id' in entry ? entry.public_id : '');
  return {
    ...doubles,
    source: journalSource({
      ...doubles.dependencies(),
      cloud: 'demo',
      linesOf: (entry) => [{ shard: 0, text: nameOf(entry) }],
      countsOf: (entries) => ({ entries: entries.length }),
    }),
    /** Writes an object of the journal, some minutes after 2:00. */
    write: (minute: number, ...lines: readonly (object | string)[]) => {
      const at = new Date(Date.UTC(2026, 10, 21, 2, minute));
      const key = journalKey('demo', at, `01${String(minute).padStart(4, '0')}`);
      doubles.store.place(key, fileOf(...lines));
      return key;
    },
  };
}

function names({ lines }: SpoolPage) {
  return lines.map(({ text }) => text);
}
/** The names that each page gives, from a position to the end. */
async function pagesOf(source: SpoolSource, from = journalFolder('demo')) {
  const pages: (readonly string[])[] = [];
  for (let position = from; ; ) {
    const page = await source.read(position);
    pages.push(names(page));
    if (page.last) return pages;
    position = page.next;
  }
}

describe('journalSource', () => {
  it('skips and names an object too large for any function, and reads the rest', async () => {
    const { source, write, store, notes } = setup();
    const planted = write(1, entry('planted'));
    write(2, entry('ours'));
    const keys = store.keys.bind(store);
    store.keys = async (...args) => {
      const page = await keys(...args);
      const objects = page.objects.map((object) => (object.key === planted ? { ...object, bytes: 2 ** 30 } : object));
      return { ...page, objects };
    };
    expect(await pagesOf(source)).toEqual([[], ['ours']]);
    expect(notes).toMatchObject([{ details: { key: planted, bytes: 2 ** 30 } }]);
  });

  it('gives the entries page by page, in the order of their keys', async () => {
    const { source, write, store } = setup();
    store.pageSize = 2;
    for (const minute of [70, 5, 30, 1, 65]) write(minute, entry(`${minute}a`), entry(`${minute}b`));
    expect(await source.read(journalFolder('demo'))).toMatchObject({ last: false, counts: { entries: 4 } });
    expect(await pagesOf(source)).toEqual([
      ['1a', '1b', '5a', '5b'],
      ['30a', '30b', '65a', '65b'],
      ['70a', '70b'],
    ]);
  });

  it('reads large objects of an inventory run a few at a time, each once', async () => {
    const { source, write } = setup();
    for (const [minute, megabytes] of [6, 6, 6, 20, 1, 1].entries()) {
      write(minute, entry(`${minute}`, { details: 'x'.repeat(megabytes * 1e6) }));
    }
    expect(await pagesOf(source)).toEqual([['0', '1'], ['2'], ['3'], ['4', '5']]);
  });

  it('begins at the given hour, and stays within its cloud', async () => {
    const { source, write, store } = setup();
    for (const minute of [59, 60, 61]) write(minute, entry(String(minute)));
    store.place('pipeline/journal/demo2/2026/11/21/03/01.ndjson', fileOf(entry('of another cloud')));
    expect(await pagesOf(source, journalKeyBefore('demo', '2026-11-21T03:59:59.999Z'))).toEqual([['60', '61']]);
  });

  it('finds what was written meanwhile by reading from its last position', async () => {
    const { source, write } = setup();
    const empty = await source.read(journalFolder('demo'));
    expect(empty).toEqual({ lines: [], next: journalFolder('demo'), last: true, counts: { entries: 0 } });
    const key = write(1, entry('a'));
    const first = await source.read(empty.next);
    expect(first).toMatchObject({ next: key, last: true });
    expect(await source.read(first.next)).toEqual({ lines: [], next: key, last: true, counts: { entries: 0 } });
    write(2, entry('b'));
    write(70, entry('c'));
    expect(await pagesOf(source, key)).toEqual([['b', 'c']]);
  });

  it('logs and skips an unreadable line', async () => {
    const { source, write, notes } = setup();
    const key = write(1, entry('a'), '{"v":1', { v: 2 }, entry('b'));
    expect(await pagesOf(source)).toEqual([['a', 'b']]);
    expect(notes).toEqual(
      [2, 3].map((line) => ({
        message: 'a line of the journal is unreadable; the run continues without it',
        details: { key, line },
      })),
    );
  });

  it('skips an object that an operator has deleted since it was listed', async () => {
    const { source, write, store } = setup();
    const gone = write(1, entry('a'));
    write(2, entry('b'));
    store.before = ({ name, key }) => void (name === 'read' && key === gone && store.objects.delete(gone)) as undefined;
    expect(await pagesOf(source)).toEqual([['b']]);
  });

  it('fails if S3 fails, and ends when time is up', async () => {
    const { source, write, store, abort } = setup();
    write(1, entry('a'));
    const failure = new Error('S3 failed.');
    store.before = ({ name }) => (name === 'read' ? failure : undefined);
    await expect(source.read(journalFolder('demo'))).rejects.toBe(failure);
    const reason = new Error('The time is nearly up.');
    abort(reason);
    await expect(source.read(journalFolder('demo'))).rejects.toBe(reason);
  });
});
