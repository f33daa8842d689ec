import { describe, expect, it } from 'vitest';
import { journalFolder, journalKey, journalKeyBefore } from '../../../shared/domain/bucket/bucket-layout.ts';
import type { JournalEntry } from '../../../shared/domain/journal/journal-entry.ts';
import { journalSource } from '../../../shared/usecases/runs/journal-source.ts';
import type { SpoolPage } from '../../../shared/usecases/runs/spool-source.ts';
import { runDoubles } from '../../doubles/run-doubles.ts';

function entry(public_id: string) {
  return {
    v: 1,
    id: `id-${public_id}`,
    at: '2026-11-21T02:00:00.000Z',
    recorded_at: '2026-11-21T02:00:01.000Z',
    cloud: 'demo',
    kind: 'deleted',
    resource_type: 'image',
    type: 'upload',
    public_id,
  };
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
    /** Writes an object of the journal, so many minutes after 2:00. */
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

describe('journalSource', () => {
  it('passes over an object that no function could hold, names it, and reads the rest', async () => {
    const { source, write, store, notes } = setup();
    const planted = write(1, entry('planted'));
    write(2, entry('ours'));
    const keys = store.keys.bind(store);
    store.keys = async (...args) => {
      const page = await keys(...args);
      const objects = page.objects.map((object) => (object.key === planted ? { ...object, bytes: 2 ** 30 } : object));
      return { ...page, objects };
    };
    const first = await source.read(journalFolder('demo'));
    expect(names(first)).toEqual([]);
    expect(notes).toMatchObject([{ details: { key: planted, bytes: 2 ** 30 } }]);
    expect(names(await source.read(first.next))).toEqual(['ours']);
  });

  it('gives the entries page by page, in the order of their keys', async () => {
    const { source, write, store } = setup();
    store.pageSize = 2;
    for (const minute of [70, 5, 30, 1, 65]) write(minute, entry(`${minute}a`), entry(`${minute}b`));
    const first = await source.read(journalFolder('demo'));
    expect([names(first), first.last, first.counts]).toEqual([['1a', '1b', '5a', '5b'], false, { entries: 4 }]);
    const second = await source.read(first.next);
    expect([names(second), second.last]).toEqual([['30a', '30b', '65a', '65b'], false]);
    const third = await source.read(second.next);
    expect([names(third), third.last]).toEqual([['70a', '70b'], true]);
  });

  it('begins at the hour that it is told, and stays within its cloud', async () => {
    const { source, write, store } = setup();
    for (const minute of [59, 60, 61]) write(minute, entry(String(minute)));
    store.place('pipeline/journal/demo2/2026/11/21/03/01.ndjson', fileOf(entry('of another cloud')));
    expect(names(await source.read(journalKeyBefore('demo', '2026-11-21T03:59:59.999Z')))).toEqual(['60', '61']);
  });

  it('finds what was written meanwhile by reading on from where it was', async () => {
    const { source, write } = setup();
    const empty = await source.read(journalFolder('demo'));
    expect(empty).toEqual({ lines: [], next: journalFolder('demo'), last: true, counts: { entries: 0 } });
    const key = write(1, entry('a'));
    const first = await source.read(empty.next);
    expect(first).toMatchObject({ next: key, last: true });
    expect(await source.read(first.next)).toEqual({ lines: [], next: key, last: true, counts: { entries: 0 } });
    write(2, entry('b'));
    write(70, entry('c'));
    expect(names(await source.read(first.next))).toEqual(['b', 'c']);
  });

  it('notes a line that cannot be read, and passes over it', async () => {
    const { source, write, notes } = setup();
    const key = write(1, entry('a'), '{"v":1', { v: 2 }, entry('b'));
    expect(names(await source.read(journalFolder('demo')))).toEqual(['a', 'b']);
    expect(notes).toEqual(
      [2, 3].map((line) => ({ message: 'unreadable line in the journal', details: { key, line } })),
    );
  });

  it('passes over an object that an operator has deleted since it was listed', async () => {
    const { source, write, store } = setup();
    const gone = write(1, entry('a'));
    write(2, entry('b'));
    store.before = ({ name, key }) => void (name === 'read' && key === gone && store.objects.delete(gone)) as undefined;
    expect(names(await source.read(journalFolder('demo')))).toEqual(['b']);
  });

  it('fails as the bucket does, and ends with the time', async () => {
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
